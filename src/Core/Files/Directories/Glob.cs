namespace Mapwright;

/// <summary>A pattern of paths: <c>*</c>, <c>?</c>, <c>[…]</c>, <c>**</c> and <c>{a,b}</c>. Names are compared ordinally.</summary>
/// <remarks>
/// The alternatives of braces lie one behind the other as names to match, each with an end. A state is the set of places that
/// the names so far lead to; those at an end are left out, as nothing follows them.
/// </remarks>
internal sealed class Glob
{
    private const string AnyDepth = "**";

    /// <summary>The patterns of names; null is an end.</summary>
    private readonly string?[] _names;

    private Glob(string?[] names, int[] start)
    {
        _names = names;
        Start = start;
    }

    /// <summary>Every name of a directory.</summary>
    public static Glob Names { get; } = Parse("*");

    /// <summary>Every name of a directory and of those below it.</summary>
    public static Glob Everything { get; } = Parse(AnyDepth);

    /// <summary>The state before the first name.</summary>
    public int[] Start { get; }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Glob Parse(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        var names = new List<string?>();
        var start = new SortedSet<int>();
        foreach (var alternative in GlobBraces.Expand(pattern))
        {
            var first = names.Count;
            foreach (var name in alternative.Split('/'))
            {
                if (name is "" or "." or "..")
                {
                    throw new ArgumentException($"'{pattern}' is no pattern of paths below a directory: '{alternative}' has the name '{name}'.", nameof(pattern));
                }

                GlobName.Check(name, pattern);
                if (name != AnyDepth || names.Count == first || names[^1] != AnyDepth)
                {
                    names.Add(name);
                }
            }

            if (names[^1] == AnyDepth)
            {
                names.Add("*");
            }

            names.Add(null);
            start.Add(first);
        }

        var all = names.ToArray();
        return new Glob(all, Close(all, start));
    }

    /// <summary>Whether a name in this state completes a path of the pattern.</summary>
    public bool Accepts(int[] state, string name)
    {
        foreach (var place in state)
        {
            if (_names[place] != AnyDepth && _names[place + 1] is null && GlobName.IsMatch(_names[place]!, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The state below a directory of this name; empty when nothing there can match.</summary>
    public int[] Step(int[] state, string name)
    {
        var next = new SortedSet<int>();
        foreach (var place in state)
        {
            if (_names[place] == AnyDepth)
            {
                next.Add(place);
            }
            else if (GlobName.IsMatch(_names[place]!, name))
            {
                next.Add(place + 1);
            }
        }

        return Close(_names, next);
    }

    /// <summary>Adds the places that are reached without a name, as any depth may be none, and leaves out the ends.</summary>
    private static int[] Close(string?[] names, SortedSet<int> places)
    {
        foreach (var place in places.Where(place => names[place] == AnyDepth).ToArray())
        {
            places.Add(place + 1);
        }

        return [.. places.Where(place => names[place] is not null)];
    }
}
