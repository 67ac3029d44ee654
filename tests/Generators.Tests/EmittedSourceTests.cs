using Mapwright.Tests.Roslyn;

namespace Mapwright.Generators.Tests;

/// <summary>What emitted code looks like. The approved files show one operation of each kind, on a core made for it.</summary>
public sealed class EmittedSourceTests
{
    private const string WithShared = """
        namespace Acme.Storage
        {
            [Mapwright.SchedulerAdapter]
            public sealed partial class ActorScheduler : Mapwright.IScheduler
            {
                public static ActorScheduler Shared { get; } = new();
                public void Schedule(Mapwright.IWorkItem item) => item.Execute();
            }
        }
        """;

    private const string Native = """
        [Mapwright.SchedulerAdapter]
        internal sealed partial class RingScheduler : Mapwright.IScheduler
        {
            public void Schedule(Mapwright.IWorkItem item) => item.Execute();
            [Mapwright.Completes(Mapwright.StoragePrimitive.ReadAt)] public bool TryStart(Mapwright.ReadAtRequest request) => false;
        }
        """;

    [Theory]
    [InlineData("Furniture")]
    [InlineData("ShelfBase")]
    [InlineData("VaultBase")]
    public void The_core_gets_the_twins_of_a_class(string name) =>
        Generated.By(MiniCore.Compilation(MiniCore.Surfaces))[name + ".Operations.g.cs"].ShouldBeApproved("Core." + name);

    [Theory]
    [InlineData("Shelf")]
    [InlineData("Vault")]
    public void An_adapter_gets_a_sealed_type_of_each_surface(string surface) => InAdapter(WithShared)[$"Acme.Storage.{surface}.g.cs"].ShouldBeApproved("Adapter." + surface);

    [Theory]
    [InlineData("Shelf")]
    [InlineData("Vault")]
    public void A_native_internal_adapter_in_the_global_namespace_without_a_shared_instance(string surface) => InAdapter(Native)[surface + ".g.cs"].ShouldBeApproved("Native." + surface);

    [Fact]
    public void An_adapter_gets_one_file_for_each_surface_and_nothing_else() => InAdapter(WithShared).Names.ShouldBe(["Acme.Storage.Shelf.g.cs", "Acme.Storage.Vault.g.cs"]);

    [Fact]
    public void A_project_without_an_adapter_gets_nothing() => InAdapter("class C;").Names.ShouldBeEmpty();

    private static Generated InAdapter(string adapter)
    {
        var generated = Generated.By(Compile.Create([adapter], [.. Compile.Framework, MiniCore.Reference(MiniCore.Surfaces)]));
        generated.Output.ShouldCompile();
        return generated;
    }
}
