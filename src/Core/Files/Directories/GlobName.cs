namespace Mapwright;

/// <summary>Matches one name against a pattern of one name: <c>*</c>, <c>?</c> and <c>[…]</c>.</summary>
internal static class GlobName
{
    /// <summary>Throws when a set is not closed or has nothing in it.</summary>
    public static void Check(ReadOnlySpan<char> name, string pattern)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '[')
            {
                i = EndOfSet(name, i, pattern);
            }
        }
    }

    /// <summary>Where the set that begins here ends. Its first character is in it, also when it is a bracket.</summary>
    public static int EndOfSet(ReadOnlySpan<char> text, int start, string pattern)
    {
        var first = start + 1;
        if (first < text.Length && text[first] is '!' or '^')
        {
            first++;
        }

        var length = first + 1 < text.Length ? text[(first + 1)..].IndexOf(']') : -1;
        var end = first + 1 + length;
        return length >= 0 && !text[start..end].Contains('/')
            ? end
            : throw new ArgumentException($"'{pattern}' has a set of characters that is not closed.", nameof(pattern));
    }

    /// <summary>Whether a name matches. Takes no more steps than the product of the lengths.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (at, place) = (0, 0);
        var (star, resume) = (-1, 0);
        while (place < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                resume = place;
            }
            else if (at < pattern.Length && IsMatchOfOne(pattern, ref at, name, ref place))
            {
                // Both have moved on.
            }
            else if (star >= 0)
            {
                // Only the last star needs to take more: what lies before it matched with the least.
                resume += CharactersAt(name, resume);
                place = resume;
                at = star + 1;
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }

    private static bool IsMatchOfOne(ReadOnlySpan<char> pattern, ref int at, ReadOnlySpan<char> name, ref int place)
    {
        switch (pattern[at])
        {
            case '?':
                at++;
                place += CharactersAt(name, place);
                return true;
            case '[':
                var end = EndOfSet(pattern, at, "");
                var isIn = IsInSet(pattern[(at + 1)..end], CodeAt(name, place));
                at = isIn ? end + 1 : at;
                place += isIn ? CharactersAt(name, place) : 0;
                return isIn;
            default:
                var isSame = pattern[at] == name[place];
                at += isSame ? 1 : 0;
                place += isSame ? 1 : 0;
                return isSame;
        }
    }

    private static bool IsInSet(ReadOnlySpan<char> set, int code)
    {
        var isNegated = set[0] is '!' or '^';
        set = isNegated ? set[1..] : set;
        var isIn = false;
        while (!set.IsEmpty)
        {
            var low = Take(ref set);
            var high = low;
            if (set.Length > 1 && set[0] == '-')
            {
                set = set[1..];
                high = Take(ref set);
            }

            isIn |= low <= code && code <= high;
        }

        return isIn != isNegated;
    }

    private static int Take(ref ReadOnlySpan<char> set)
    {
        var code = CodeAt(set, 0);
        set = set[CharactersAt(set, 0)..];
        return code;
    }

    private static int CodeAt(ReadOnlySpan<char> text, int place) =>
        CharactersAt(text, place) == 2 ? char.ConvertToUtf32(text[place], text[place + 1]) : text[place];

    /// <summary>How many characters make up the one here: a pair is one, and so is a byte that is no text.</summary>
    private static int CharactersAt(ReadOnlySpan<char> text, int place) =>
        place + 1 < text.Length && char.IsSurrogatePair(text[place], text[place + 1]) ? 2 : 1;
}
