using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class HeldGuardFixTests
{
    [Fact]
    public async Task Every_guard_is_declared_with_using() => (await CodeFix.ApplyAll<HeldGuardAnalyzer, HeldGuardFix>(
        HeldGuardFix.Using,
        Before + """
        class C
        {
            async Task M(Store store)
            {
                // One at a time.
                var first = store.Lock();
                Guard? second = store.TryLock(); // if it is free
                var third = await store.LockAsync();
            }
        }
        """)).ShouldBe(Before + """
        class C
        {
            async Task M(Store store)
            {
                // One at a time.
                using var first = store.Lock();
                using Guard? second = store.TryLock(); // if it is free
                using var third = await store.LockAsync();
            }
        }
        """);

    [Theory]
    [InlineData("var g = store.Lock();", "MW0007.Using")]
    [InlineData("Guard g; g = store.Lock();", "MW0007.Statement")]
    [InlineData("Guard? g = store.Lock(); store.TryTake(out g); g.Dispose();", "")]
    [InlineData("var g = store.Lock(); (g, var n) = (null!, 1);", "")]
    [InlineData("Guard g; g = store.Lock(); g = store.Lock(); g.Dispose();", "")]
    [InlineData("if (store.TryLock() is { } g && store.Ask()) { store.Ask(); }", "")]
    [InlineData("if (store.TryLock() is { } g) store.Ask(); else store.Ask();", "MW0007.Statement")]
    [InlineData("if (!store.TryTake(out var g)) { store.Ask(); } store.Ask();", "")]
    [InlineData("Console.WriteLine(store.Lock().IsHeld);", "")]
    [InlineData("var g = store.Lock(); g = store.Lock(); g.Dispose();", "")]
    public async Task It_is_offered_for_a_declaration_that_stays(string body, string keys) =>
        string.Join(' ', await CodeFix.Offered<HeldGuardAnalyzer, HeldGuardFix>(Before + "class C { void M(Store store) { " + body + " } }")).ShouldBe(keys);

    [Fact]
    public async Task In_a_program_the_declaration_is_one_of_the_program() => (await CodeFix.ApplyAll<HeldGuardAnalyzer, HeldGuardFix>(
        HeldGuardFix.Using,
        Program("""
            var store = new Store();
            var first = store.Lock();
            Console.WriteLine(args.Length);
            """))).ShouldBe(Program("""
            var store = new Store();
            using var first = store.Lock();
            Console.WriteLine(args.Length);
            """));

    [Fact]
    public async Task What_cannot_be_declared_so_is_held_by_a_statement_around_what_follows() => (await CodeFix.ApplyAll<HeldGuardAnalyzer, HeldGuardFix>(
        HeldGuardFix.Statement,
        Before + """
        class C
        {
            async Task M(Store store)
            {
                // One at a time.
                Guard first;
                first = store.Lock(); // now
                store.Ask();

                // The end.
                Console.WriteLine();
            }

            void Try(Store store)
            {
                if (store.TryLock() is { } guard)
                {
                    // It is free.
                    store.Ask();
                }

                if (store.Ask() && store.TryTake(out var taken))
                    store.Ask();
                else
                    store.Lock().Dispose();
            }

            bool Leave(Store store)
            {
                if (!store.TryTake(out var taken))
                {
                    return false;
                }

                return store.Ask();
            }

            void Choose(Store store)
            {
                switch (store.Ask())
                {
                    case true:
                        var held = store.Lock();
                        store.Ask();
                        break;
                }
            }
        }
        """)).ShouldBe(Before + """
        class C
        {
            async Task M(Store store)
            {
                // One at a time.
                Guard first;
                first = store.Lock(); // now
                using (first)
                {
                    store.Ask();

                    // The end.
                    Console.WriteLine();
                }
            }

            void Try(Store store)
            {
                if (store.TryLock() is { } guard)
                {
                    using (guard)
                    {
                        // It is free.
                        store.Ask();
                    }
                }

                if (store.Ask() && store.TryTake(out var taken))
                {
                    using (taken)
                    {
                        store.Ask();
                    }
                }
                else
                    store.Lock().Dispose();
            }

            bool Leave(Store store)
            {
                if (!store.TryTake(out var taken))
                {
                    return false;
                }

                using (taken)
                {
                    return store.Ask();
                }
            }

            void Choose(Store store)
            {
                switch (store.Ask())
                {
                    case true:
                        var held = store.Lock();
                        using (held)
                        {
                            store.Ask();
                            break;
                        }
                }
            }
        }
        """);

    private static string Program(string body) => HeldGuardTests.Library.Replace("using Mapwright;", "using Mapwright;\n\n" + body, StringComparison.Ordinal);

    private static string Before { get; } = HeldGuardTests.Library + "\n\n";
}
