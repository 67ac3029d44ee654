using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class DroppedTokenFixTests
{
    [Fact]
    public async Task The_token_is_discarded_explicitly() => (await First(DroppedTokenFix.Discard,
        """
        class C
        {
            void M(Store store)
            {
                // The header.
                store.Write(); // not flushed
            }
        }
        """)).ShouldBe(
        """
        class C
        {
            void M(Store store)
            {
                // The header.
                _ = store.Write(); // not flushed
            }
        }
        """);

    [Fact]
    public async Task The_token_is_kept_in_a_variable() => (await First(DroppedTokenFix.Keep,
        """
        class C
        {
            void M(Store store)
            {
                // The header.
                store.Write(); // not flushed
            }
        }
        """)).ShouldBe(
        """
        class C
        {
            void M(Store store)
            {
                // The header.
                var receipt = store.Write(); // not flushed
            }
        }
        """);

    [Fact]
    public async Task What_has_to_be_given_back_is_kept_with_using() => (await All(DroppedTokenFix.Keep,
        """
        class C
        {
            void M(Store store, int n)
            {
                // One at a time.
                store?.LockMore(); // all of it
                switch (n)
                {
                    case 1:
                        store!.Lock();
                        break;
                }
            }
        }
        """)).ShouldBe(
        """
        class C
        {
            void M(Store store, int n)
            {
                // One at a time.
                using var derivedGuard = store?.LockMore(); // all of it
                switch (n)
                {
                    case 1:
                        var guard = store!.Lock();
                        break;
                }
            }
        }
        """);

    [Fact]
    public async Task All_tokens_are_kept_under_names_that_do_not_clash() => (await All(DroppedTokenFix.Keep,
        """
        class C
        {
            async Task M(Store store, Receipt receipt)
            {
                store.Write();
                await store.WriteAsync();
                store.CommitAsync();
                store?.Commit();
                store!.Reserve();
                Action nested = () =>
                {
                    store.Write();
                };
                Console.WriteLine(receipt);
                nested();
            }

            void N(Store store)
            {
                store.Write();
            }
        }
        """)).ShouldBe(
        """
        class C
        {
            async Task M(Store store, Receipt receipt)
            {
                var receipt2 = store.Write();
                var receipt3 = await store.WriteAsync();
                var ticket = await store.CommitAsync();
                var ticket2 = store?.Commit();
                var token = store!.Reserve();
                Action nested = () =>
                {
                    var receipt4 = store.Write();
                };
                Console.WriteLine(receipt);
                nested();
            }

            void N(Store store)
            {
                var receipt = store.Write();
            }
        }
        """);

    [Fact]
    public async Task All_tokens_are_discarded_also_where_one_stands_inside_another() => (await All(DroppedTokenFix.Discard,
        """
        class C
        {
            static Receipt Run(Action action)
            {
                action();
                return new Receipt();
            }

            void M(Store store)
            {
                if (store.Count() > 0)
                    store.Write();
                Run(() => store.Commit());
            }

            void N(Store store) => store.Write();
        }
        """)).ShouldBe(
        """
        class C
        {
            static Receipt Run(Action action)
            {
                action();
                return new Receipt();
            }

            void M(Store store)
            {
                if (store.Count() > 0)
                    _ = store.Write();
                _ = Run(() => _ = store.Commit());
            }

            void N(Store store) => _ = store.Write();
        }
        """);

    [Theory]
    [InlineData("void M(Store store) { store.Write(); }", "MW0004.Keep MW0004.Discard")]
    [InlineData("void M(Store store) => store.Write();", "MW0004.Discard")]
    [InlineData("void M(Store store) { if (store.Count() > 0) store.Write(); }", "MW0004.Discard")]
    [InlineData("void M(Store store) { store.WriteAsync(); }", "MW0004.Discard")]
    [InlineData("async Task M(Store store) { store.WriteAsync(); await Task.Yield(); }", "MW0004.Keep MW0004.Discard")]
    [InlineData("async Task M(Store store) { lock (store) { store.WriteAsync(); } await Task.Yield(); }", "MW0004.Discard")]
    [InlineData("void M(Store store, int _) { store.Write(); }", "MW0004.Keep")]
    public async Task A_fix_is_offered_where_it_leaves_sound_code(string member, string keys) =>
        string.Join(' ', await CodeFix.Offered<DroppedTokenAnalyzer, DroppedTokenFix>(DroppedTokenTests.Library + "\nclass C { " + member + " }")).ShouldBe(keys);

    private static Task<string> First(string key, string source) => Without(CodeFix.ApplyFirst<DroppedTokenAnalyzer, DroppedTokenFix>(key, With(source)));

    private static Task<string> All(string key, string source) => Without(CodeFix.ApplyAll<DroppedTokenAnalyzer, DroppedTokenFix>(key, With(source)));

    private static string With(string source) => FormattedLibrary + source;

    private static async Task<string> Without(Task<string> text) => (await text)[FormattedLibrary.Length..];

    private static string FormattedLibrary { get; } = DroppedTokenTests.Library + "\n\n";
}
