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
    [InlineData("Guard g; g = store.Lock();", "")]
    [InlineData("var g = store.Lock(); g = store.Lock(); g.Dispose();", "")]
    public async Task It_is_offered_for_a_declaration_that_stays(string body, string keys) =>
        string.Join(' ', await CodeFix.Offered<HeldGuardAnalyzer, HeldGuardFix>(Before + "class C { void M(Store store) { " + body + " } }")).ShouldBe(keys);

    private static string Before { get; } = HeldGuardTests.Library + "\n\n";
}
