using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

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
    [InlineData("var s = Store.Open(); s.Write(1); s.Dispose();", "var s = Store.Open(); s.Write(1); s.Flush(); s.Dispose();")]
    [InlineData("var s = Store.Open(); s.Write(1); s?.Dispose();", "var s = Store.Open(); s.Write(1); s.Flush(); s?.Dispose();")]
    [InlineData("var s = Store.Open(); using (s) { s.Write(1); s.Read(); }", "var s = Store.Open(); using (s) { s.Write(1); s.Read(); s.Flush(); }")]
    [InlineData("var s = Store.Open(); try { s.Write(1); } finally { s.Dispose(); }", "var s = Store.Open(); try { s.Write(1); s.Flush(); } finally { s.Dispose(); }")]
    [InlineData("var s = Store.Open(); if (on) { s.Write(1); s.Dispose(); return; }", "var s = Store.Open(); if (on) { s.Write(1); s.Flush(); s.Dispose(); return; }")]
    [InlineData("using var s = Store.Open(); if (on) { s.Write(1); return; } s.Read();", "using var s = Store.Open(); if (on) { s.Write(1); s.Flush(); return; } s.Read();")]
    [InlineData("using var s = Store.Open(); s.Write(1); if (on) { s.Read(); return; } s.Read();", "using var s = Store.Open(); s.Write(1); s.Flush(); if (on) { s.Read(); return; } s.Read();")]
    [InlineData("using var s = Store.Open(); while (on) { s.Write(1); } s.Read();", "using var s = Store.Open(); while (on) { s.Write(1); } s.Read(); s.Flush();")]
    [InlineData("using var s = Store.Open(); switch (other.Read()) { case 1: s.Write(1); return; }", "using var s = Store.Open(); switch (other.Read()) { case 1: s.Write(1); s.Flush(); return; }")]
    [InlineData("var s = Store.Open(); s.Write(1); s.Dispose(); s = Store.InMemory();", "var s = Store.Open(); s.Write(1); s.Flush(); s.Dispose(); s = Store.InMemory();")]
    [InlineData("var r = other.Append(); _ = r.Length; other.Dispose();", "var r = other.Append(); _ = r.Length; other.Flush(r); other.Dispose();")]
    public async Task The_flush_is_made_before_what_is_written_is_closed_and_on_the_way_that_leaves(string before, string after) =>
        (await CodeFix.ApplyFirst<UnflushedWriteAnalyzer, UnflushedWriteFix>(UnflushedWriteFix.Flush, In(before))).ShouldBe(In(after));

    [Fact]
    public async Task Between_a_span_and_its_use_nothing_is_awaited() => (await CodeFix.ApplyFirst<UnflushedWriteAnalyzer, UnflushedWriteFix>(UnflushedWriteFix.Flush, Before + """
        class C
        {
            async Task M(int[] numbers)
            {
                var span = numbers.AsSpan();
                using var store = Store.Open("a");
                store.Write(1);
                Console.WriteLine(span[0]);
                await Task.Yield();
            }
        }
        """)).ShouldContain("        store.Flush();");

    [Fact]
    public async Task In_a_program_the_flush_is_a_statement_of_the_program() => (await CodeFix.ApplyAll<UnflushedWriteAnalyzer, UnflushedWriteFix>(
        UnflushedWriteFix.Flush,
        Program("""
            using var store = Store.Open("a");
            store.Write(1); // the head

            Console.WriteLine(args.Length);
            """))).ShouldBe(Program("""
            using var store = Store.Open("a");
            store.Write(1); // the head
            store.Flush();

            Console.WriteLine(args.Length);
            """));

    [Theory]
    [InlineData("Store store; store = Store.Open(\"a\"); store.Write(1);", "")]
    [InlineData("using var store = Store.Open(\"a\"); store.Write(1);", "MW0003.Flush")]
    [InlineData("Go(); ValueTask Go() { using var store = Store.Open(\"a\"); return store.WriteAsync(1); }", "")]
    [InlineData("using var store = Store.Open(\"a\"); Go(); void Go() => store.Write(1);", "")]
    public async Task It_is_offered_where_the_variable_is_declared_with_its_value(string body, string keys) =>
        string.Join(' ', await CodeFix.Offered<UnflushedWriteAnalyzer, UnflushedWriteFix>(Before + "class C { void M() { " + body + " } }")).ShouldBe(keys);

    private static string In(string body) => Before + CSharpSyntaxTree.ParseText("class C { void M(Store other, bool on) { " + body.Replace("Open()", "Open(\"a\")", StringComparison.Ordinal) + " } }")
        .GetRoot().NormalizeWhitespace(eol: "\n").ToFullString();

    private static string Program(string body) => UnflushedWriteTests.Library.Replace("using Mapwright;", "using Mapwright;\n\n" + body, StringComparison.Ordinal);

    private static string Before { get; } = UnflushedWriteTests.Library + "\n\n";
}
