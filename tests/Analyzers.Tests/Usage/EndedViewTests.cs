using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class EndedViewTests
{
    internal const string Library = """
        using System;
        using System.IO;
        using System.Threading.Tasks;
        using Mapwright;

        public sealed class Options
        {
            public long? Capacity { get; init; }
        }

        public sealed class Lease : IDisposable
        {
            [Borrows] public Span<byte> Span => default;
            [Releases] public void Dispose() { }
        }

        public class Map : IDisposable
        {
            [Opens] public static Map Open(string path, Options? options = null) => new();
            [Borrows] public Span<byte> Slice(int offset, int length) => default;
            [Borrows] public Span<byte> Span => default;
            [Borrows] public Memory<byte> Memory => default;
            [Borrows] public Stream AsStream() => Stream.Null;
            [Borrows, Acquires] public Lease Lease() => new();
            [Invalidates(Unless = "Capacity")] public void SetLength(long length) { }
            [Invalidates] public void Freeze() { }
            [Invalidates] public ValueTask FreezeAsync() => default;
            public int Read(int offset) => 0;
            public void Dispose() { }
        }

        public sealed class DerivedMap : Map;
        """;

    [Theory]
    [InlineData("var s = map.Slice(0, 4); map.Dispose(); {|MW0005:s|}[0] = 1;")]
    [InlineData("var s = map.Slice(0, 4); map.Freeze(); {|MW0005:s|}.Clear(); s.Clear();")]
    [InlineData("var m = map.Memory; await map.FreezeAsync(); {|MW0005:m|}.Span.Clear();")]
    [InlineData("var m = map.Memory.Slice(1); map.Dispose(); Use({|MW0005:m|});")]
    [InlineData("ReadOnlyMemory<byte> m = map.Memory; map.Dispose(); Use({|MW0005:m|});")]
    [InlineData("var s = map.Slice(0, 4)[1..]; map.Dispose(); {|MW0005:s|}.Clear();")]
    [InlineData("var s = map.Memory.Span; map.Dispose(); {|MW0005:s|}.Clear();")]
    [InlineData("var s = map.AsStream(); map.Dispose(); {|MW0005:s|}.ReadByte();")]
    [InlineData("var own = Map.Open(\"a\"); var s = own.Slice(0, 4); own.SetLength(8); {|MW0005:s|}.Clear();")]
    [InlineData("Memory<byte> m; using (var own = Map.Open(\"a\")) { m = own.Memory; m.Span.Clear(); } Use({|MW0005:m|});")]
    [InlineData("Memory<byte> m; var own = Map.Open(\"a\"); try { m = own.Memory; } finally { own.Dispose(); } Use({|MW0005:m|});")]
    [InlineData("var s = map.Slice(0, 4); for (var i = 0; i < 3; i++) { {|MW0005:s|}[i] = 1; map.Freeze(); }")]
    [InlineData("var s = map.Slice(0, 4); if (map.Read(0) > 0) { map.Freeze(); } else { map.Dispose(); } {|MW0005:s|}.Clear();")]
    [InlineData("var s = map.Slice(0, 4); Done(); {|MW0005:s|}.Clear(); void Done() => map.Dispose();")]
    [InlineData("var lease = map.Lease(); var s = lease.Span; lease.Dispose(); {|MW0005:s|}.Clear();")]
    [InlineData("var d = new DerivedMap(); var s = d.Slice(0, 4); d.Dispose(); {|MW0005:s|}.Clear();")]
    [InlineData("var s = _field.Slice(0, 4); _field.Dispose(); {|MW0005:s|}.Clear();")]
    [InlineData("var m = map.GetHashCode() > 0 ? map.Memory : map.Memory.Slice(1); map.Dispose(); Use({|MW0005:m|}); Use(m);")]
    public Task Used_after_it_ended(string body) => InMethod(body);

    [Theory]
    [InlineData("var s = map.Slice(0, 4); if (map.Read(0) > 0) { map.Freeze(); } {|MW0005:s|}.Clear(); s.Clear();")]
    [InlineData("var s = map.Slice(0, 4); while (map.Read(0) > 0) { map.Freeze(); } {|MW0005:s|}.Clear();")]
    public Task Used_where_it_ended_on_some_paths(string body) => InMethod(body);

    [Theory]
    [InlineData("var s = map.Slice(0, 4); s.Clear(); map.Dispose();")]
    [InlineData("var s = map.Slice(0, 4); map.Dispose(); Console.WriteLine(s.Length);")]
    [InlineData("var s = map.Slice(0, 4).ToArray(); map.Dispose(); s[0] = 1;")]
    [InlineData("var s = map.Slice(0, 4); map.Freeze(); s = map.Slice(0, 4); s.Clear();")]
    [InlineData("var s = map.Slice(0, 4); map.SetLength(8); s.Clear();")]
    [InlineData("var own = Map.Open(\"a\", new Options { Capacity = 100 }); var s = own.Slice(0, 4); own.SetLength(8); s.Clear();")]
    [InlineData("var s = map.Slice(0, 4); var other = Map.Open(\"b\"); other.Dispose(); s.Clear();")]
    [InlineData("var s = map.Slice(0, 4); if (map.Read(0) > 0) { map.Dispose(); return; } s.Clear();")]
    [InlineData("var s = map.Slice(0, 4); try { map.Freeze(); } catch (IOException) { s.Clear(); }")]
    [InlineData("using var lease = map.Lease(); map.Dispose(); var s = lease.Span; s.Clear();")]
    [InlineData("var s = map.AsStream(); map.Dispose(); s.Dispose();")]
    [InlineData("using var own = Map.Open(\"a\"); using var s = own.AsStream(); s.ReadByte();")]
    [InlineData("foreach (var x in new[] { 1 }) { using var own = Map.Open(\"a\"); var s = own.Slice(0, x); s.Clear(); }")]
    [InlineData("var s = map.Slice(0, 4); map = Map.Open(\"b\"); map.Dispose(); s.Clear();")]
    [InlineData("var own = Map.Open(\"a\"); var m = map.GetHashCode() > 0 ? map.Memory : own.Memory; own.Dispose(); Use(m);")]
    public Task Used_while_it_lasts_or_not_known(string body) => InMethod(body);

    [Fact]
    public Task In_a_tuple() => InMethod("var t = (Length: 1, Bytes: map.Memory); map.Dispose(); Console.WriteLine(t.Length); Use({|MW0005:t.Bytes|});");

    [Fact]
    public async Task The_message_names_three_places() =>
        (await Diagnosis.Say<EndedViewAnalyzer>(Library, Around("var s = map.Slice(0, 4);\nmap.Dispose();\ns.Clear();"))).ShouldBe([
            "7 (5, 6): 's', a view that 'Slice' gave at line 5, is used after 'Dispose' at line 6 ended it: it sees zeros, or what it stores is lost; take a lease, or use it earlier",
        ]);

    [Fact]
    public async Task The_message_says_that_it_is_so_on_some_paths_only() =>
        (await Diagnosis.Say<EndedViewAnalyzer>(Library, Around("var s = map.Slice(0, 4);\nif (map.Read(0) > 0) map.Freeze();\ns.Clear();"))).ShouldBe([
            "7 (5, 6): 's', a view that 'Slice' gave at line 5, is used after 'Freeze' at line 6 may have ended it: it sees zeros, or what it stores is lost; take a lease, or use it earlier",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<EndedViewAnalyzer>(Library, Around(body));

    private static string Around(string body) => $$"""
        #pragma warning disable CS1998, CS8321
        using System; using System.IO; using System.Threading.Tasks;
        class C { readonly Map _field = new(); static void Use(ReadOnlyMemory<byte> m) { } static void Use(Memory<byte> m) { }
        async Task M(Map map)
        { {{body}} } }
        """;
}
