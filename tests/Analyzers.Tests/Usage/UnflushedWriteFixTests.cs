using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class UnflushedWriteFixTests
{
    [Fact]
    public async Task Files_and_receipts_are_flushed_where_they_were_last_used() => (await CodeFix.ApplyAll<UnflushedWriteAnalyzer, UnflushedWriteFix>(
        UnflushedWriteFix.Flush,
        Before + """
        class C
        {
            void M(Store other)
            {
                using var store = Store.Open("a");
                store.Write(1);
                Console.WriteLine(store.Read());

                // The end.
                Console.WriteLine();
            }

            async Task N(Store other)
            {
                await using (var store = await Store.OpenAsync("a"))
                {
                    await store.WriteAsync(1);
                }

                var receipt = await other.AppendAsync();
            }

            int R()
            {
                using var store = Store.Open("a");
                store.Write(1);
                return store.Length;
            }
        }
        """)).ShouldBe(Before + """
        class C
        {
            void M(Store other)
            {
                using var store = Store.Open("a");
                store.Write(1);
                Console.WriteLine(store.Read());
                store.Flush();

                // The end.
                Console.WriteLine();
            }

            async Task N(Store other)
            {
                await using (var store = await Store.OpenAsync("a"))
                {
                    await store.WriteAsync(1);
                    await store.FlushAsync();
                }

                var receipt = await other.AppendAsync();
                other.Flush(receipt);
            }

            int R()
            {
                using var store = Store.Open("a");
                store.Write(1);
                store.Flush();
                return store.Length;
            }
        }
        """);

    [Theory]
    [InlineData("Store store; store = Store.Open(\"a\"); store.Write(1);", "")]
    [InlineData("using var store = Store.Open(\"a\"); store.Write(1);", "MW0003.Flush")]
    public async Task It_is_offered_where_the_variable_is_declared_with_its_value(string body, string keys) =>
        string.Join(' ', await CodeFix.Offered<UnflushedWriteAnalyzer, UnflushedWriteFix>(Before + "class C { void M() { " + body + " } }")).ShouldBe(keys);

    private static string Before { get; } = UnflushedWriteTests.Library + "\n\n";
}
