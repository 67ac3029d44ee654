using Microsoft.CodeAnalysis.Text;

namespace Mapwright.Tests.Roslyn;

/// <summary>Source with the diagnostics that are expected in it: <c>{|MW0004:code|}</c>, several ids separated by commas, nested at will.</summary>
internal sealed class Marked
{
    private Marked(string code, IReadOnlyList<(string Id, TextSpan Span)> expected)
    {
        Code = code;
        Expected = expected;
    }

    /// <summary>The source without its marks.</summary>
    public string Code { get; }

    /// <summary>What is expected where.</summary>
    public IReadOnlyList<(string Id, TextSpan Span)> Expected { get; }

    /// <summary>Takes the marks out of a source.</summary>
    public static Marked Parse(string markup)
    {
        var code = new System.Text.StringBuilder(markup.Length);
        var expected = new List<(string, TextSpan)>();
        var open = new Stack<(string[] Ids, int Start)>();
        for (var i = 0; i < markup.Length; i++)
        {
            if (At("{|"))
            {
                var colon = markup.IndexOf(':', i);
                open.Push((markup[(i + 2)..colon].Split(','), code.Length));
                i = colon;
            }
            else if (At("|}"))
            {
                var (ids, start) = open.Pop();
                expected.AddRange(ids.Select(id => (id.Trim(), TextSpan.FromBounds(start, code.Length))));
                i++;
            }
            else
            {
                code.Append(markup[i]);
            }

            bool At(string mark) => string.CompareOrdinal(markup, i, mark, 0, mark.Length) == 0;
        }

        open.ShouldBeEmpty("every mark is closed");
        return new Marked(code.ToString(), expected);
    }
}
