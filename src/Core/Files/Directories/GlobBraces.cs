namespace Mapwright;

/// <summary>Expands <c>{a,b}</c>, nested too, into the patterns that it stands for; a bounded number of them.</summary>
internal static class GlobBraces
{
    /// <summary>The most patterns that one pattern may stand for.</summary>
    public const int Most = 1024;

    /// <summary>The longest pattern, so that reading one stays cheap however its braces are nested.</summary>
    public const int Longest = 1024;

    /// <exception cref="ArgumentException">A brace is not closed, or there are too many patterns.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new ArgumentException($"The pattern has {pattern.Length} characters, more than {Longest}.", nameof(pattern));
        }

        var done = new List<string>();
        var pending = new Stack<string>([pattern]);
        while (pending.TryPop(out var text))
        {
            if (FindGroup(text, pattern) is not { } bounds)
            {
                done.Add(text);
            }
            else
            {
                // In reverse, so that they come off the stack in their order.
                for (var i = bounds.Count - 1; i > 0; i--)
                {
                    var alternative = text.AsSpan(bounds[i - 1] + 1, bounds[i] - bounds[i - 1] - 1);
                    pending.Push(string.Concat(text.AsSpan(0, bounds[0]), alternative, text.AsSpan(bounds[^1] + 1)));
                }
            }

            if (done.Count + pending.Count > Most)
            {
                throw new ArgumentException($"'{pattern}' stands for more than {Most} patterns.", nameof(pattern));
            }
        }

        return done;
    }

    /// <summary>The first group: where its brace, its commas and its closing brace are.</summary>
    private static List<int>? FindGroup(string text, string pattern)
    {
        var bounds = new List<int>();
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '[':
                    i = GlobName.EndOfSet(text, i, pattern);
                    break;
                case '{':
                    if (depth++ == 0)
                    {
                        bounds.Add(i);
                    }

                    break;
                case ',' when depth == 1:
                    bounds.Add(i);
                    break;
                case '}' when depth == 0:
                    throw new ArgumentException($"'{pattern}' closes a brace that is not open.", nameof(pattern));
                case '}' when --depth == 0:
                    bounds.Add(i);
                    return bounds;
            }
        }

        return depth == 0 ? null : throw new ArgumentException($"'{pattern}' has a brace that is not closed.", nameof(pattern));
    }
}
