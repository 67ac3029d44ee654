using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Files;

/// <summary>Patterns of paths, without a file system.</summary>
public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "a", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*", ".hidden", true)]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "a.TXT", false)]
    [InlineData("*.txt", ".txt", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("a?c", "a😀c", true)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[!]]", "]", false)]
    [InlineData("[*]", "*", true)]
    [InlineData("[*]", "a", false)]
    [InlineData("[{]", "{", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[😀-😂]", "😁", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/c", "c", true)]
    [InlineData("**/c", "a/b/c", true)]
    [InlineData("**/c", "a/b/cc", false)]
    [InlineData("a/**", "a", false)]
    [InlineData("a/**", "a/b/c", true)]
    [InlineData("a/**/c", "a/c", true)]
    [InlineData("a/**/**/c", "a/b/c", true)]
    [InlineData("a/**/b/**/c", "a/x/b/y/z/c", true)]
    [InlineData("{a,b}.txt", "b.txt", true)]
    [InlineData("{a,b}.txt", "c.txt", false)]
    [InlineData("{a,{b,c}d}", "cd", true)]
    [InlineData("x{,y}", "x", true)]
    [InlineData("{a/b,c}/d", "a/b/d", true)]
    [InlineData("{one}", "one", true)]
    public void A_path_matches_or_not(string pattern, string path, bool expected) => IsMatch(pattern, path).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    [InlineData("{..,a}/b")]
    [InlineData("{a,b")]
    [InlineData("a}")]
    [InlineData("[a")]
    [InlineData("[]")]
    [InlineData("[a/b]")]
    [InlineData("{,a}")]
    public void What_is_no_pattern_is_refused(string pattern) => Should.Throw<ArgumentException>(() => Glob.Parse(pattern));

    [Fact]
    public void Braces_expand_to_a_bounded_number_of_patterns()
    {
        GlobBraces.Expand(string.Concat(Enumerable.Repeat("{a,b}", 10))).Distinct().Count().ShouldBe(GlobBraces.Most);
        Should.Throw<ArgumentException>(() => GlobBraces.Expand(string.Concat(Enumerable.Repeat("{a,b}", 11))));
        Should.Throw<ArgumentException>(() => GlobBraces.Expand(string.Concat(Enumerable.Repeat("{a,b}", 500))));
        Should.Throw<ArgumentException>(() => GlobBraces.Expand(new string('{', GlobBraces.Longest + 1)));
    }

    [Fact]
    public void Braces_expand_in_their_order() => GlobBraces.Expand("{a,{b,c}x}{1,2}").ShouldBe(["a1", "a2", "bx1", "bx2", "cx1", "cx2"]);

    /// <remarks>Backtracking over every star would take longer than the universe has.</remarks>
    [Fact]
    public void Many_stars_take_no_longer_than_the_product_of_the_lengths() =>
        GlobName.IsMatch(string.Concat(Enumerable.Repeat("*a", 60)) + "b", new string('a', 255)).ShouldBeFalse();

    [Fact]
    public void A_name_matches_as_the_regular_expression_of_the_pattern_does() => Prop.ForAll(
        TextOf("ab*?").ToArbitrary(), TextOf("ab").ToArbitrary(), (pattern, name) =>
            GlobName.IsMatch(pattern, name) == Regex.IsMatch(name, Anchored(NameAsRegex(pattern)))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_path_matches_as_the_regular_expression_of_the_pattern_does() => Prop.ForAll(
        Names("a", "b*", "?", "**", "[ab]").ToArbitrary(), Names("a", "b", "ab", "ba").ToArbitrary(), (pattern, path) =>
            IsMatch(string.Join('/', pattern), string.Join('/', path))
            == Regex.IsMatch(string.Join('/', path) + "/", Anchored(PathAsRegex(pattern)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_pattern_or_is_refused() => Prop.ForAll(TextOf("ab*?[]!-{},/.\uDC80\uD83D").ToArbitrary(), TextOf("ab[]\uDC80\uD83D\uDE00").ToArbitrary(), (pattern, name) =>
    {
        try
        {
            var glob = Glob.Parse(pattern);
            glob.Accepts(glob.Start, name);
            return glob.Step(glob.Start, name).Length >= 0;
        }
        catch (ArgumentException refusal)
        {
            // A slice out of range is one too, and no refusal.
            return refusal.GetType() == typeof(ArgumentException);
        }
    }).QuickCheckThrowOnFailure();

    private static bool IsMatch(string pattern, string path)
    {
        var glob = Glob.Parse(pattern);
        var names = path.Split('/');
        var state = names.SkipLast(1).Aggregate(glob.Start, glob.Step);
        return glob.Accepts(state, names[^1]);
    }

    private static Gen<string> TextOf(string characters) =>
        Gen.ListOf(Gen.Elements(characters.ToCharArray())).Select(list => string.Concat(list));

    private static Gen<string[]> Names(params string[] names) => Gen.NonEmptyListOf(Gen.Elements(names)).Select(list => list.Take(6).ToArray());

    private static string Anchored(string expression) => $@"\A(?:{expression})\z";

    private static string NameAsRegex(string pattern) => string.Concat(pattern.Select(c => c switch
    {
        '*' => "[^/]*",
        '?' => "[^/]",
        _ => c.ToString(),
    }));

    private static string PathAsRegex(string[] names)
    {
        var expression = new StringBuilder();
        foreach (var name in names)
        {
            expression.Append(name == "**" ? "(?:[^/]+/)*" : NameAsRegex(name) + "/");
        }

        return names[^1] == "**" ? expression + "[^/]+/" : expression.ToString();
    }
}
