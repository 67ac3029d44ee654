using Mapwright.Analyzers.Generation;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Tests.Generation;

public sealed class SurfaceRuleTests
{
    private const string Constructor = "protected S(StoragePlatform platform) : base(platform) { }";

    [Fact]
    public Task A_sound_surface_is_not_reported() => InCore(
        $$"""
        [Surface("Thing")]
        public abstract partial class S : StorageSurface
        {
            {{Constructor}}
            [Operation(Check = nameof(CheckFind), FastPath = nameof(TryFind))] public int Find(System.ReadOnlySpan<byte> key) => 0;
            [Operation(Wait = nameof(TryTake))] public int Take(string name, System.Threading.CancellationToken cancel) => 0;
            [Operation(FastPath = nameof(TryStop))] public void Stop() { }
            private static void CheckFind(System.ReadOnlySpan<byte> key) { }
            private bool TryFind(System.ReadOnlySpan<byte> key, out int result) { result = 0; return true; }
            private bool TryTake(string name, System.Threading.CancellationToken cancel, out int result, out Waiter<int>? waiter) { result = 0; waiter = null; return true; }
            private bool TryStop() => true;
        }
        """);

    [Theory]
    [InlineData("public partial class {|MW0111:S|} : StorageSurface { C protected override IScheduler Scheduler => null!; }")]
    [InlineData("public abstract class {|MW0111:S|} : StorageSurface { C }")]
    [InlineData("public abstract partial class {|MW0111:S|}<T> : StorageSurface { C }")]
    [InlineData("public abstract partial class {|MW0111:S|};")]
    [InlineData("public abstract partial class {|MW0111:S|} : StorageSurface { private protected S(StoragePlatform platform) : base(platform) { } }")]
    [InlineData("public abstract partial class {|MW0111:S|} : StorageSurface { C protected S(StoragePlatform platform, int depth) : base(platform) { } }")]
    public Task MW0111_a_surface_that_no_adapter_can_derive_from(string type) => InCore("[Surface(\"Thing\")] " + type.Replace("C ", Constructor, StringComparison.Ordinal));

    [Fact]
    public Task MW0111_a_nested_surface() => InCore($$"""public partial class Outer { [Surface("Thing")] public abstract partial class {|MW0111:S|} : StorageSurface { {{Constructor}} } }""");

    [Fact]
    public Task MW0111_a_name_that_is_no_identifier() => InCore($$"""[Surface("Thing?")] public abstract partial class {|MW0111:S|} : StorageSurface { {{Constructor}} }""");

    [Theory]
    [InlineData("public void {|MW0112:M|}(out int count) => count = 0;")]
    [InlineData("public void {|MW0112:M|}(ref int count) { }")]
    [InlineData("public void {|MW0112:M|}(in int count) { }")]
    [InlineData("public void {|MW0112:M|}(params int[] counts) { }")]
    [InlineData("public System.Span<byte> {|MW0112:M|}() => default;")]
    [InlineData("public ref int {|MW0112:M|}(int[] counts) => ref counts[0];")]
    [InlineData("public void {|MW0112:M|}<T>() { }")]
    [InlineData("public unsafe int* {|MW0112:M|}() => null;")]
    [InlineData("public unsafe void {|MW0112:M|}(int* count) { }")]
    [InlineData("public unsafe void {|MW0112:M|}(delegate*<void> callback) { }")]
    [InlineData("public void {|MW0112:M|}(System.Threading.CancellationToken cancel, int count) { }")]
    [InlineData("public void {|MW0112:M|}(System.Text.SpanLineEnumerator lines) { }")]
    [InlineData("public void {|MW0112:M|}(dynamic anything) { }")]
    [InlineData("public static void {|MW0112:M|}() { }")]
    [InlineData("internal void {|MW0112:M|}() { }")]
    [InlineData("public StorageFileBase {|MW0112:M|}() => null!;")]
    public Task MW0112_an_operation_without_an_asynchronous_form(string method) =>
        InCore($"[Surface(\"Thing\")] public abstract partial class S : StorageSurface {{ {Constructor} [Operation] {method} }}");

    [Theory]
    [InlineData("public class S { [Operation] public void {|MW0112:M|}() { } }")]
    [InlineData("public abstract class S : StorageSurface { C [Operation] public void {|MW0112:M|}() { } }")]
    [InlineData("public abstract partial class S<T> : StorageSurface { C [Operation] public void {|MW0112:M|}() { } }")]
    [InlineData("public partial class Outer { public abstract partial class S : StorageSurface { C [Operation] public void {|MW0112:M|}() { } } }")]
    public Task MW0112_an_operation_in_a_class_that_nothing_can_be_emitted_into(string type) => InCore(type.Replace("C ", Constructor + " ", StringComparison.Ordinal));

    [Theory]
    [InlineData("""[Operation(Check = "Missing")] public void {|MW0113:M|}(int count) { }""")]
    [InlineData("""[Operation(Check = "X")] public void {|MW0113:M|}(int count) { } private void X(long count) { }""")]
    [InlineData("""[Operation(Check = "X")] public void {|MW0113:M|}(int count) { } private bool X(int count) => true;""")]
    [InlineData("""[Operation(FastPath = "X")] public int {|MW0113:M|}() => 0; private bool X() => true;""")]
    [InlineData("""[Operation(FastPath = "X")] public int {|MW0113:M|}() => 0; private bool X(out long result) { result = 0; return true; }""")]
    [InlineData("""[Operation(FastPath = "X")] public void {|MW0113:M|}() { } private bool X(out int result) { result = 0; return true; }""")]
    [InlineData("""[Operation(Wait = "X")] public int {|MW0113:M|}() => 0; private bool X(out int result, out Waiter<long>? waiter) { result = 0; waiter = null; return true; }""")]
    [InlineData("""[Operation(Wait = "X")] public void {|MW0113:M|}() { } private bool X(out int result, out Waiter<int>? waiter) { result = 0; waiter = null; return true; }""")]
    [InlineData("""[Operation(Suspends = "X")] public int {|MW0113:M|}(int count) => 0;""")]
    [InlineData("""[Operation(Suspends = "X")] public int {|MW0113:M|}(int count) => 0; private Suspended<long> X(int count) => null!;""")]
    [InlineData("""[Operation(Suspends = "X")] public int {|MW0113:M|}(int count) => 0; private Suspended<int> X(long count) => null!;""")]
    [InlineData("""[Operation(Suspends = "X")] public int {|MW0113:M|}(int count, System.Threading.CancellationToken stop) => 0; private Suspended<int> X(int count) => null!;""")]
    [InlineData("""[Operation(Suspends = "X")] public void {|MW0113:M|}(int count) { } private Suspended<int> X(int count) => null!;""")]
    [InlineData("""[Operation(Body = "X")] public int {|MW0113:M|}(int count) => 0;""")]
    [InlineData("""[Operation(Body = "X")] public int {|MW0113:M|}(int count) => 0; private long X(int count) => 0;""")]
    [InlineData("""[Operation(Body = "X")] public int {|MW0113:M|}(int count, System.Threading.CancellationToken stop) => 0; private int X(int count) => 0;""")]
    [InlineData("""[Operation(Primitive = StoragePrimitive.ReadAt)] public int {|MW0113:M|}(System.Span<byte> buffer, long offset) => 0;""")]
    [InlineData("""[Operation(Primitive = StoragePrimitive.ReadAt)] public int {|MW0113:M|}(System.Span<byte> buffer, long offset) => 0; private PlatformFile BeginM(System.Span<byte> buffer, long offset) => null!;""")]
    public Task MW0113_a_named_member_that_is_missing_or_has_another_shape(string members) =>
        InCore($"[Surface(\"Thing\")] public abstract partial class S : StorageSurface {{ {Constructor} {members} }}");

    [Fact]
    public Task MW0113_a_member_that_is_private_to_a_base_is_missing() => InCore(
        $$"""
        public abstract class Base : StorageSurface { protected Base(StoragePlatform platform) : base(platform) { } private void Private() { } protected void Protected() { } }
        [Surface("Thing")] public abstract partial class S : Base
        {
            {{Constructor}}
            [Operation(Check = "Private")] public void {|MW0113:M|}() { }
            [Operation(Check = "Protected")] public void N() { }
        }
        """);

    /// <summary>The root of the surfaces is closed to strangers; a friend of the core may derive from it.</summary>
    private static Task InCore(string markup)
    {
        var marked = Marked.Parse("using Mapwright;\n" + markup);
        var compilation = Compile.Create([marked.Code], [.. Compile.Framework, Compile.Core], options: Compile.Library.WithAllowUnsafe(true), name: "Mapwright.Core.Tests");
        compilation.ShouldCompile();
        return Diagnosis.Expect(new GenerationAnalyzer(), compilation, [marked]);
    }
}
