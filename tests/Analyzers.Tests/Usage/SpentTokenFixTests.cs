using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class SpentTokenFixTests
{
    [Fact]
    public async Task Every_token_is_exchanged_for_the_receipt_of_the_first_write() => (await CodeFix.ApplyAll<SpentTokenAnalyzer, SpentTokenFix>(
        SpentTokenFix.Exchange,
        Before + """
        class C
        {
            async Task M(Store store, Slot slot)
            {
                var first = store.Write(slot);
                store.Flush(first);
                var second = await store.WriteAsync(slot /* the same */);
                store.Flush(second);
            }

            async Task N(Store store, Slot slot)
            {
                var first = await store.WriteAsync(slot);
                store.Flush(store.Write(slot));
            }
        }
        """)).ShouldBe(Before + """
        class C
        {
            async Task M(Store store, Slot slot)
            {
                var first = store.Write(slot);
                store.Flush(first);
                var second = await store.WriteAsync(store.Rewrite(first) /* the same */);
                store.Flush(second);
            }

            async Task N(Store store, Slot slot)
            {
                var first = await store.WriteAsync(slot);
                store.Flush(store.Write(store.Rewrite(first)));
            }
        }
        """);

    [Theory]
    [InlineData("var r = store.Write(slot); store.Write(slot);", "MW0001.Exchange")]
    [InlineData("_ = store.Write(slot); store.Write(slot);", "")]
    [InlineData("var r = store.Write(slot); store.Write(slot); store.Flush(r);", "")]
    [InlineData("var r = store.Write(slot); r = store.Write(slot); store.Flush(r);", "MW0001.Exchange")]
    [InlineData("var r = store.Write(slot); store.Write(slot); Console.WriteLine(r.GetHashCode());", "MW0001.Exchange")]
    [InlineData("{ var r = store.Write(slot); } store.Write(slot);", "")]
    [InlineData("while (true) { var r = store.Write(slot); }", "")]
    [InlineData("var r = store.Write(slot); store.Flush(r); store.Flush(r);", "")]
    public async Task It_is_offered_where_the_receipt_is_at_hand(string body, string keys) => string.Join(' ', await CodeFix.Offered<SpentTokenAnalyzer, SpentTokenFix>(
        Before + "class C { void M(Store store, Slot slot) { " + body + " } }")).ShouldBe(keys);

    private static string Before { get; } = SpentTokenTests.Library + "\n\n";
}
