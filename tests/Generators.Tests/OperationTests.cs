using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Generators.Tests;

/// <summary>Operations of every shape that is allowed are lowered to code that compiles without a word, in the core and in an adapter.</summary>
public sealed class OperationTests
{
    private const string Adapter = """
        #pragma warning disable CS1591
        namespace Acme;
        [Mapwright.SchedulerAdapter]
        public sealed partial class ActorScheduler : Mapwright.IScheduler
        {
            public static ActorScheduler Shared { get; } = new();
            public void Schedule(Mapwright.IWorkItem item) => item.Execute();
            [Mapwright.Completes(Mapwright.StoragePrimitive.ReadAt)] public bool TryStart(Mapwright.ReadAtRequest request) => false;
            [Mapwright.Completes(Mapwright.StoragePrimitive.WriteAt)] public bool TryStart(Mapwright.WriteAtRequest request) => false;
            [Mapwright.Completes(Mapwright.StoragePrimitive.WriteDurableAt)] public bool TryStart(Mapwright.WriteDurableAtRequest request) => false;
            [Mapwright.Completes(Mapwright.StoragePrimitive.ReadMany)] public bool TryStart(Mapwright.ReadManyRequest request) => false;
            [Mapwright.Completes(Mapwright.StoragePrimitive.WriteMany)] public bool TryStart(Mapwright.WriteManyRequest request) => false;
        }
        """;

    private const string Batch = """
        [Operation(Primitive = StoragePrimitive.ReadMany)] public void M(ReadOnlySpan<FileRead> reads, Span<int> counts) { }
        private PlatformFile BeginM(ReadOnlySpan<FileRead> reads, Span<int> counts) => null!;
        private void EndM(IoResult result, int index, ReadOnlySpan<FileRead> reads, Span<int> counts) { }
        """;

    [Theory]
    [InlineData("public void M() { }")]
    [InlineData("public virtual int M() => 0;")]
    [InlineData("public void M(string @class, int @event, long @await, object? @default) { }")]
    [InlineData("public int M(int item, int completed, int scheduler, int owner, int result) => 0;")]
    [InlineData("public int M(int rented, int exception, int request, int value, int waiter, int Buffer, int Offset) => 0;")]
    [InlineData("public int M(int cancellationToken) => 0;")]
    [InlineData("public int M(int a, int A) => 0;")]
    [InlineData("public int M(int cancellationToken, CancellationToken token = default) => 0;")]
    [InlineData("public string? M(string? a, string b, string?[]? c, List<string?>? d, Dictionary<string, (int Count, string? Name)>? e) => null;")]
    [InlineData("public (int Count, string? Name)? M() => null;")]
    [InlineData("public int M(ReadOnlySpan<char> text, Span<byte> bytes, ReadOnlySpan<string?> names) => 0;")]
    [InlineData("public int M(nint a, nuint b, object? c, Action<int>? d, int? e) => 0;")]
    [InlineData("""public int M(string a = "\"\\\r\n\0\u2028{}", char b = '\'', char c = '\n') => 0;""")]
    [InlineData("public int M(double a = double.NaN, double b = double.PositiveInfinity, double c = double.NegativeInfinity, double d = -0.0, double e = double.Epsilon, double f = 1e300) => 0;")]
    [InlineData("public int M(float a = float.NaN, float b = float.NegativeInfinity, float c = 0.1f, decimal d = 1.10m) => 0;")]
    [InlineData("public int M(long a = long.MinValue, ulong b = ulong.MaxValue, int c = int.MinValue, uint d = uint.MaxValue, byte e = 255, sbyte f = -1, short g = -1) => 0;")]
    [InlineData("public int M(FileMode a = FileMode.Open, FileShare b = FileShare.Read | FileShare.Delete, FileMode c = (FileMode)(-7), FileMode? d = FileMode.Open) => 0;")]
    [InlineData("public int M(bool a = true, int? b = 5, int? c = null, DateTime d = default, Guid e = new(), string? f = null, object? g = null) => 0;")]
    [InlineData("public int M(nint a = 5, nint b = -5, nuint c = 7) => 0;")]
    [InlineData("[return: MustUse] public int M([Consumes] object token, [Aligned(nameof(Path))] long offset) => 0;")]
    [InlineData("[Obsolete] public int M() => 0;")]
    [InlineData("""[Obsolete("Quote \" and \\ and {0}", false)] public int M() => 0;""")]
    [InlineData("[System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)] public int M() => 0;")]
    [InlineData("""[System.Runtime.Versioning.SupportedOSPlatform("linux"), System.Runtime.Versioning.UnsupportedOSPlatform("windows")] public int M() => 0;""")]
    [InlineData("public int @class(int @struct) => @struct;")]
    public void A_shape_that_is_allowed_is_lowered(string method) => ShouldBeLowered("[Operation] " + method);

    [Theory]
    [InlineData("[Operation] public void M(int a) { } [Operation] public void M(string a) { } [Operation] public int M(int a, int b) => 0;")]
    [InlineData("[Operation] public void M(ReadOnlySpan<byte> a) { } [Operation] public void M(string a, CancellationToken b = default) { }")]
    [InlineData("[Operation] public void M() { } [Operation] public void Other() { } public void M(int notAnOperation) { }")]
    public void Overloads_are_lowered(string methods) => ShouldBeLowered(methods);

    [Theory]
    [InlineData("""[Operation(FastPath = "F")] public int M(int result, int item, int exception) => 0; private bool F(int result, int item, int exception, out int r) { r = 0; return true; }""")]
    [InlineData("""[Operation(FastPath = "F")] public string? M() => null; private bool F(out string? r) { r = null; return true; }""")]
    [InlineData("""[Operation(FastPath = nameof(@class))] public void M() { } private bool @class() => true;""")]
    [InlineData("""[Operation(Check = "C")] public void M(int completed) { } private static void C(int completed) { }""")]
    [InlineData("""[Operation(Wait = "W")] public int M(int result, int waiter, int exception) => 0; private bool W(int result, int waiter, int exception, out int r, out Waiter<int>? w) { r = 0; w = null; return true; }""")]
    [InlineData("""[Operation(Wait = "W", Check = "C")] public string? M(string key, CancellationToken stop = default) => ""; private bool W(string key, CancellationToken stop, out string? r, out Waiter<string?>? w) { r = null; w = null; return true; } private static void C(string key) { }""")]
    [InlineData("""[Operation(Suspends = "S", Check = "C")] public int M(string item, int owner, CancellationToken stop = default) => 0; private Suspended<int> S(string item, int owner, CancellationToken stop) => null!; private static void C(string item, int owner) { }""")]
    [InlineData("""[Operation(Suspends = "S")] public string? M() => null; private Suspended<string?> S() => null!;""")]
    [InlineData("""[Operation(Suspends = "S")] public int M(ReadOnlySpan<byte> bytes) => 0; private Suspended<int> S(ReadOnlySpan<byte> bytes) => null!;""")]
    [InlineData("""[Operation(Body = "B", Check = "C")] public int M(Span<byte> item, int owner, CancellationToken stop = default) => 0; private int B(Span<byte> item, int owner, CancellationToken stop) => 0; private static void C(Span<byte> item, int owner) { }""")]
    [InlineData("""[Operation(Primitive = StoragePrimitive.WriteDurableAt)] public void M(ReadOnlySpan<byte> item, long scheduler) { } private PlatformFile BeginM(ReadOnlySpan<byte> a, long b) => null!; private void EndM(IoResult r, ReadOnlySpan<byte> a, long b) { }""")]
    [InlineData("""[Operation(Primitive = StoragePrimitive.ReadAt)] public void M(Span<byte> request, long result) { } private PlatformFile BeginM(Span<byte> a, long b) => null!; private void EndM(IoResult r, Span<byte> a, long b) { }""")]
    [InlineData("""[Operation(Primitive = StoragePrimitive.WriteMany)] public void M(ReadOnlySpan<FileWrite> index) { } private PlatformFile BeginM(ReadOnlySpan<FileWrite> a) => null!; private void EndM(IoResult r, int i, ReadOnlySpan<FileWrite> a) { }""")]
    [InlineData(Batch)]
    public void Named_members_are_bound(string members) => ShouldBeLowered(members);

    [Fact]
    public void The_item_of_an_operation_that_suspends_begins_it_with_its_token()
    {
        var emitted = Generated.By(MiniCore.Compilation(Surface(
            """[Operation(Suspends = nameof(BeginM))] public int M(string key, CancellationToken stop = default) => 0; private Suspended<int> BeginM(string key, CancellationToken stop) => null!;""")))["ShelfBase.Operations.g.cs"];

        emitted.ShouldContain("class MItem : global::Mapwright.SuspendingItem<int, int>");
        emitted.ShouldContain("global::Mapwright.Suspended<int> Begin() =>\n            _owner!.BeginM(_key, CancellationToken);");
    }

    [Fact]
    public void The_item_of_an_operation_that_names_its_body_runs_that()
    {
        var emitted = Generated.By(MiniCore.Compilation(Surface(
            """[Operation(Body = nameof(RunM))] public void M(ReadOnlySpan<byte> bytes) { } private void RunM(ReadOnlySpan<byte> bytes) { }""")))["ShelfBase.Operations.g.cs"];

        emitted.ShouldContain("_owner!.RunM(_bytes.Span);");
        emitted.ShouldNotContain("_owner!.M(");
    }

    [Fact]
    public void A_batch_is_offered_to_an_adapter_that_completes_batches_and_hops_on_another()
    {
        const string Hop = "return item is null ? completed : item.StartVoid(_scheduler);";
        const string Offer = "return item is null ? completed : item.StartVoid(_scheduler, static (scheduler, request) => scheduler.TryStart(request));";

        Shelf(Adapter).ShouldContain(Offer);
        Shelf(Adapter.Replace("[Mapwright.Completes(Mapwright.StoragePrimitive.ReadMany)]", "", StringComparison.Ordinal)).ShouldContain(Hop);

        static string Shelf(string adapter) => Generated.By(Compile.Create([adapter], [.. Compile.Framework, MiniCore.Reference(Surface(Batch))]))["Acme.Shelf.g.cs"];
    }

    [Fact]
    public void Documentation_is_carried_whole()
    {
        var emitted = Generated.By(MiniCore.Compilation(Surface("""
            /// <summary>
            /// Finds <paramref name="key"/> &amp; more,
            ///   as <see cref="List{T}"/> says.
            /// </summary>
            /// <param name="key">The key.</param>
            /// <returns>A count.</returns>
            /// <remarks>Slow.</remarks>
            [Operation] public int Find(string key) => 0;
            """)))["ShelfBase.Operations.g.cs"];

        emitted.ShouldContain("/// <returns>A count.</returns>\n");
        emitted.ShouldContain("Finds <paramref name=\"key\"/> &amp; more,");
        emitted.ShouldContain("/// <param name=\"cancellationToken\">");
        emitted.IndexOf("<exception", StringComparison.Ordinal).ShouldBeLessThan(emitted.IndexOf("<remarks>", StringComparison.Ordinal));
    }

    [Fact]
    public void An_operation_that_cannot_be_lowered_takes_nothing_else_along()
    {
        var emitted = Generated.By(MiniCore.Compilation(Surface("[Operation] public void Bad(out int a) => a = 0; [Operation] public void Good() { }")));
        emitted["ShelfBase.Operations.g.cs"].ShouldContain("GoodAsync");
        emitted["ShelfBase.Operations.g.cs"].ShouldNotContain("BadAsync");
    }

    private static string Surface(string members) =>
        $$"""
        #pragma warning disable CS1591
        namespace Mapwright;

        [Surface("Vault"), SurfaceFactory]
        public abstract partial class VaultBase : StorageSurface
        {
            protected VaultBase(StoragePlatform platform) : base(platform) { }
            [Operation, Factory("Open")] public virtual ShelfBase OpenShelf() => CreateShelf(this);
        }

        [Surface("Shelf")]
        public abstract partial class ShelfBase : StorageSurface
        {
            protected ShelfBase(VaultBase vault) : base(vault.Platform) { }
            public string Path => "";
            {{members}}
        }
        """;

    private static void ShouldBeLowered(string members)
    {
        var core = Generated.By(MiniCore.Compilation(Surface(members)));
        Complaints(core).ShouldBeEmpty();

        var adapter = Generated.By(Compile.Create([Adapter], [.. Compile.Framework, MiniCore.Reference(Surface(members))]));
        Complaints(adapter).ShouldBeEmpty();
    }

    private static IEnumerable<string> Complaints(Generated generated) => generated.Output.GetDiagnostics(TestContext.Current.CancellationToken)
        .Where(d => d.Id != "CS1591")
        .Where(d => d.Severity == DiagnosticSeverity.Error || (d.Severity == DiagnosticSeverity.Warning && generated.Trees.Contains(d.Location.SourceTree!)))
        .Select(d => $"{d} in: {d.Location.SourceTree?.GetText(TestContext.Current.CancellationToken).Lines[d.Location.GetLineSpan().StartLinePosition.Line]}");
}
