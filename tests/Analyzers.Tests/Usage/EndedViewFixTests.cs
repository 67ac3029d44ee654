using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class EndedViewFixTests
{
    [Fact]
    public async Task A_lease_gives_the_view() => (await CodeFix.ApplyAll<EndedViewAnalyzer, EndedViewFix>(
        EndedViewFix.Lease,
        Before + """
        class C
        {
            void M(Map map)
            {
                // The header.
                var header = map.Span; // all of it
                map.Dispose();
                header.Clear();
            }

            void N(Map map)
            {
                var lease = 1;
                var header = map.Span[1..];
                map.Dispose();
                header[0] = (byte)lease;
            }
        }
        """)).ShouldBe(Before + """
        class C
        {
            void M(Map map)
            {
                using var lease = map.Lease();
                // The header.
                var header = lease.Span; // all of it
                map.Dispose();
                header.Clear();
            }

            void N(Map map)
            {
                var lease = 1;
                using var lease2 = map.Lease();
                var header = lease2.Span[1..];
                map.Dispose();
                header[0] = (byte)lease;
            }
        }
        """);

    [Theory]
    [InlineData("var s = map.Span; map.Dispose(); s.Clear();", "MW0005.Lease")]
    [InlineData("var s = map.Slice(0, 4); map.Dispose(); s.Clear();", "")]
    [InlineData("Span<byte> s; s = map.Span; map.Dispose(); s.Clear();", "")]
    public async Task It_is_offered_where_a_lease_gives_the_same(string body, string keys) =>
        string.Join(' ', await CodeFix.Offered<EndedViewAnalyzer, EndedViewFix>(Before + "class C { void M(Map map) { " + body + " } }")).ShouldBe(keys);

    private static string Before { get; } = EndedViewTests.Library + "\n\n";
}
