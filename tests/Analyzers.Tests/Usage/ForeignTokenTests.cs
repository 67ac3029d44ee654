using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class ForeignTokenTests
{
    private const string Library = """
        using System;
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse] public struct Slot;
        [MustUse] public sealed class Guard;

        public sealed class Store
        {
            [Opens] public static Store Open(string path) => new();
            [return: IssuedBy] public Slot Take() => default;
            [return: IssuedBy] public ValueTask<Slot> TakeAsync() => default;
            public bool TryTake([IssuedBy] out Slot slot) { slot = default; return true; }
            [return: IssuedBy] public Slot Write([Consumes] Slot slot) => slot;
            public void Flush([Consumes] ReadOnlySpan<Slot> slots) { }
            public void Look([IssuedBy] Slot slot) { }
            [Acquires] public Guard Lock() => new();
            public void Upgrade([IssuedBy] Guard guard) { }
        }
        """;

    [Theory]
    [InlineData("var s = a.Take(); b.Write({|MW0012:s|});")]
    [InlineData("var s = await a.TakeAsync(); b.Write({|MW0012:s|});")]
    [InlineData("b.Write({|MW0012:a.Take()|});")]
    [InlineData("var own = Store.Open(\"x\"); var s = own.Take(); a.Look({|MW0012:s|}); own.Look(s);")]
    [InlineData("var x = Store.Open(\"x\"); var y = Store.Open(\"y\"); y.Flush([x.Write(x.Take()), y.Write(y.Take())]);", "x.Write(x.Take())")]
    [InlineData("if (a.TryTake(out var s)) { b.Write({|MW0012:s|}); }")]
    [InlineData("var g = a.Lock(); b.Upgrade({|MW0012:g|});")]
    [InlineData("var s = _field.Take(); a.Write({|MW0012:s|});")]
    [InlineData("var same = a; var s = same.Take(); b.Write({|MW0012:s|});")]
    [InlineData("var s = a.Write(b.Take());", "b.Take()")]
    public Task With_another_instance(string body, string? place = null) =>
        InMethod(place is null ? body : body.Replace(place, "{|MW0012:" + place + "|}", StringComparison.Ordinal));

    [Theory]
    [InlineData("var s = a.Take(); a.Write(s);")]
    [InlineData("var same = a; var s = same.Take(); a.Write(s);")]
    [InlineData("a = b; a.Look(b.Take());")]
    [InlineData("var s = Of(1).Take(); Of(1).Write(s);")]
    [InlineData("var x = Of(1); var y = Of(2); var s = x.Take(); y.Write(s);")]
    [InlineData("var s = a.Take(); if (s.GetHashCode() > 0) { s = b.Take(); } b.Write(s);")]
    [InlineData("foreach (var x in new[] { a }) { foreach (var y in new[] { a }) { y.Write(x.Take()); } }")]
    [InlineData("a.Write(given); b.Write(given);")]
    public Task With_the_same_or_not_certain(string body) => InMethod(body);

    [Fact]
    public async Task The_message_names_both()
    {
        var found = (await Diagnosis.Run(Compile.WithCore(Library, Around("var s = a.Take();\nb.Write(s);")), new ForeignTokenAnalyzer())).ShouldHaveSingleItem();
        found.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(
            "'s' was issued by 'a' at line 5 and is passed to 'Write' of 'b', which refuses it at run time");
    }

    private static Task InMethod(string body) => Diagnosis.Expect<ForeignTokenAnalyzer>(Library, Around(body));

    private static string Around(string body) => $$"""
        #pragma warning disable CS1998
        using System; using System.Threading.Tasks;
        class C { readonly Store _field = new(); static Store Of(int n) => new();
        async Task M(Store a, Store b, Slot given)
        { {{body}} } }
        """;
}
