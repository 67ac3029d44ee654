using System.Reflection;
using System.Reflection.Metadata.Ecma335;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance.Matrix;

/// <summary>The matrix is complete: no adapter, no surface and no operation is left out.</summary>
public sealed class MatrixTests
{
    private static readonly Assembly s_suites = typeof(MatrixTests).Assembly;

    private static readonly Type[] s_surfaces = [.. typeof(SurfaceAttribute).Assembly.GetExportedTypes().Where(type => type.IsDefined(typeof(SurfaceAttribute)))];

    [Fact]
    public void Every_adapter_that_is_referenced_is_in_the_matrix()
    {
        var adapters = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(IsManaged)
            .Select(Assembly.LoadFrom)
            .Where(assembly => assembly == s_suites || assembly.GetReferencedAssemblies().Any(reference => reference.Name == "Mapwright.Core"))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(SchedulerAdapterAttribute)));

        Adapters.All.Select(adapter => adapter.SchedulerType).ShouldBe(adapters, ignoreOrder: true);
    }

    [Fact]
    public void Every_adapter_of_the_repository_is_referenced()
    {
        var references = Repository.ProjectReferences("tests/Conformance/Mapwright.Conformance.csproj");

        references.ShouldContain(path => path.EndsWith("CustomAdapter.csproj"));
        Repository.Projects("src", "Adapters.*").ShouldBeSubsetOf(references);
    }

    [Fact]
    public void Every_surface_has_its_suite() =>
        s_surfaces.Select(SuiteNameOf).ShouldBeSubsetOf(s_suites.GetExportedTypes().Select(type => type.Name));

    [Theory, MemberData(nameof(Surfaces))]
    public void Every_operation_is_called_in_both_forms_by_the_suite_of_its_surface(string surface)
    {
        var type = s_surfaces.Single(type => type.Name == surface);
        var calls = Calls.Of(s_suites.GetExportedTypes().Single(suite => suite.Name == SuiteNameOf(type)));
        var operations = type.GetMethods().Where(method => method.IsDefined(typeof(OperationAttribute))).ToArray();
        var twins = type.GetMethods().Where(method => operations.Any(operation => method.Name == operation.Name + "Async"));

        operations.ShouldNotBeEmpty();
        operations.Concat(twins).Where(method => !calls.Contains(method)).Select(method => method.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void The_probed_platform_passes_every_primitive_on() =>
        typeof(StoragePlatform).GetMethods().Where(method => method.IsVirtual && method.DeclaringType == typeof(StoragePlatform))
            .Where(primitive => typeof(ProbedPlatform).GetMethods().All(method => method.GetBaseDefinition() != primitive || method.DeclaringType != typeof(ProbedPlatform)))
            .Select(primitive => primitive.ToString())
            .ShouldBeEmpty();

    public static TheoryData<string> Surfaces() => [.. s_surfaces.Select(type => type.Name)];

    private static string SuiteNameOf(Type surface) => surface.GetCustomAttribute<SurfaceAttribute>()!.Name + "Suite";

    private static bool IsManaged(string path)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return image.HasMetadata;
    }
}
