using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class LeavingViewTests
{
    [Theory]
    [InlineData("ReadOnlySpan<byte> M() { using var map = Map.Open(\"a\"); return {|MW0006:map.Slice(0, 4)|}; }")]
    [InlineData("Memory<byte> M() { using (var map = Map.Open(\"a\")) { var m = map.Memory.Slice(2); return {|MW0006:m|}; } }")]
    [InlineData("Memory<byte> M() { var map = Map.Open(\"a\"); try { return {|MW0006:map.Memory|}; } finally { map.Dispose(); } }")]
    [InlineData("Memory<byte> _m; void M() { using var map = Map.Open(\"a\"); {|MW0006:_m = map.Memory|}; }")]
    [InlineData("Memory<byte> P { get; set; } void M(Map map) { P = {|MW0006:map.Memory|}; map.Dispose(); }")]
    [InlineData("Memory<byte> M(bool b) { using var map = Map.Open(\"a\"); if (b) { return default; } return {|MW0006:map.Memory|}; }")]
    [InlineData("async Task<Memory<byte>> M() { await using var map = new Asynchronous(); return {|MW0006:map.Memory|}; }")]
    [InlineData("Func<int> M() { using var map = Map.Open(\"a\"); var m = map.Memory; return {|MW0006:() => m.Span[0]|}; }")]
    [InlineData("(int, Memory<byte>) M() { using var map = Map.Open(\"a\"); return {|MW0006:(1, map.Memory)|}; }")]
    [InlineData("Memory<byte> M() { using var map = Map.Open(\"a\"); var t = (Length: 1, Bytes: map.Memory); return {|MW0006:t.Bytes|}; }")]
    [InlineData("Memory<byte> M() { using var map = Map.Open(\"a\"); var t = (1, map.Memory); return {|MW0006:t.Item2|}; }")]
    [InlineData("Memory<byte> M() { using var map = Map.Open(\"a\"); var t = (1, (map.Memory, 2)); var (n, (m, k)) = t; return {|MW0006:m|}; }")]
    [InlineData("(int, Memory<byte>) _t; void M() { using var map = Map.Open(\"a\"); var t = (1, map.Memory); {|MW0006:_t = t|}; }")]
    [InlineData("Memory<byte> M() { return Read(); Memory<byte> Read() { using var map = Map.Open(\"a\"); return {|MW0006:map.Memory|}; } }")]
    [InlineData("byte M() { var m = Read(); return m.Span[0]; Memory<byte> Read() { using var map = Map.Open(\"a\"); return {|MW0006:map.Memory|}; } }")]
    [InlineData("int M() { return Read().Item1; (int, Memory<byte>) Read() { using var map = Map.Open(\"a\"); return {|MW0006:(1, map.Memory)|}; } }")]
    [InlineData("Memory<byte> _m; void M() { using var map = Map.Open(\"a\"); Keep(); void Keep() { {|MW0006:_m = map.Memory|}; } }")]
    public Task A_view_that_leaves_what_ends_here(string members) => InClass(members);

    [Theory]
    [InlineData("Memory<byte> M(Map map) => map.Memory;")]
    [InlineData("byte[] M() { using var map = Map.Open(\"a\"); return map.Slice(0, 4).ToArray(); }")]
    [InlineData("int M() { using var map = Map.Open(\"a\"); return map.Slice(0, 4)[0]; }")]
    [InlineData("Memory<byte> _m; Map _map = new(); void M() { _map = Map.Open(\"a\"); _m = _map.Memory; }")]
    [InlineData("void M() { using var map = Map.Open(\"a\"); var all = new Memory<byte>[1]; all[0] = map.Memory; }")]
    [InlineData("Memory<byte> M() { var map = Map.Open(\"a\"); try { return map.Memory; } catch (Exception) { map.Dispose(); throw; } }")]
    [InlineData("IEnumerable<Memory<byte>> M() { using var map = Map.Open(\"a\"); yield return map.Memory; }")]
    [InlineData("int M() { using var map = Map.Open(\"a\"); var m = map.Memory; Func<int> sum = () => m.Span[0]; return sum(); }")]
    [InlineData("Lease M() { using var map = Map.Open(\"a\"); return map.Lease(); }")]
    [InlineData("int M() { using var map = Map.Open(\"a\"); var t = (1, map.Memory); return t.Item1; }")]
    [InlineData("Memory<byte> M(Map other) { using var map = Map.Open(\"a\"); var t = (map.Memory, other.Memory); return t.Item2; }")]
    [InlineData("Memory<byte> M() { using var map = Map.Open(\"a\"); var t = (1, map.Memory); t.Item2 = default; return t.Item2; }")]
    [InlineData("byte M() { using var map = Map.Open(\"a\"); var m = Read(); return m.Span[0]; Memory<byte> Read() => map.Memory; }")]
    [InlineData("byte[] M() { return Read(); byte[] Read() { using var map = Map.Open(\"a\"); return map.Slice(0, 4).ToArray(); } }")]
    public Task What_stays_valid_or_is_not_certain(string members) => InClass(members);

    [Fact]
    public async Task The_message_names_both_ends_and_what_to_do() => (await Diagnosis.Say<LeavingViewAnalyzer>(
        EndedViewTests.Library,
        "using System; using Mapwright;\nclass C\n{\n    Memory<byte> _m;\n    Memory<byte> M(Map map)\n    {\n        _m = map.Memory;\n        map.Dispose();\n        using var own = Map.Open(\"a\");\n        var view = own.Memory;\n        return view[..4];\n    }\n}")).ShouldBe([
            "7 (7, 8): The view that 'Memory' gave at line 7 is stored here, and 'Dispose' at line 8 ends it: whoever uses it sees zeros, or an exception; copy the bytes, or hand out a lease",
            "11 (10, 9): 'view', a view that 'Memory' gave at line 10, is returned here, and 'Dispose' at line 9 ends it: whoever uses it sees zeros, or an exception; copy the bytes, or hand out a lease",
        ]);

    private static Task InClass(string members) => Diagnosis.Expect<LeavingViewAnalyzer>(
        EndedViewTests.Library,
        $$"""
        using System; using System.Collections.Generic; using System.Threading.Tasks; using Mapwright;
        public sealed class Asynchronous : IAsyncDisposable { [Borrows] public Memory<byte> Memory => default; public ValueTask DisposeAsync() => default; }
        class C { {{members}} }
        """);
}
