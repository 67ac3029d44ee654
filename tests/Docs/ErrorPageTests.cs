using System.Text.RegularExpressions;

namespace Mapwright.Docs.Tests;

/// <summary>The page of error codes has exactly the codes that there are.</summary>
public partial class ErrorPageTests
{
    [Fact]
    public void Lists_every_code_by_name_and_number() => Row().Matches(Page.Read("docs/errors.md").Text)
        .Select(m => $"{m.Groups["name"].Value} = {m.Groups["number"].Value}")
        .ShouldBe(Enum.GetValues<StorageErrorCode>().Select(code => $"{code} = {(int)code}"));

    [GeneratedRegex(@"^\| (?<number>\d+) \| `(?<name>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
