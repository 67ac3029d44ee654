using System.Reflection;
using System.Text.RegularExpressions;

namespace Mapwright.Docs.Tests;

/// <summary>What the page of features says is there is there: our member, and the test that covers it.</summary>
public sealed partial class FeatureTableTests
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private static readonly Dictionary<string, Type> s_types = Types();

    private static readonly Dictionary<string, string> s_tests = Tests();

    /// <summary>Every row of a table of three columns.</summary>
    public static TheoryData<string, string, string> Rows => [.. Page.Read("docs/features.md").Text.Split('\n')
        .Where(line => line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal) && !line.StartsWith("| theirs ", StringComparison.Ordinal))
        .Select(line => EscapedBar().Split(line.Trim().Trim('|')))
        .Select(cells => (cells[0].Trim(), cells.ElementAtOrDefault(1)?.Trim() ?? "", cells.ElementAtOrDefault(2)?.Trim() ?? ""))];

    [Fact]
    public void There_are_tables() => Rows.Count.ShouldBeGreaterThan(100);

    [Theory, MemberData(nameof(Rows))]
    public void A_row_names_members_and_tests_that_exist(string theirs, string ours, string tests)
    {
        theirs.ShouldNotBeEmpty();
        ours.ShouldNotBeEmpty();
        Code().Matches(tests).ShouldNotBeEmpty("a row names the test that covers it");
        Code().Matches(ours).Select(match => match.Groups[1].Value).Where(name => !IsMember(name)).ShouldBeEmpty();
        Code().Matches(tests).Select(match => match.Groups[1].Value).Where(name => !IsTest(name)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("MappedFile.ReadAt", true)]
    [InlineData("StorageFile", true)]
    [InlineData("MappedFile.NoSuchMember", false)]
    [InlineData("NoSuchType", false)]
    public void What_is_no_member_is_noticed(string name, bool exists) => IsMember(name).ShouldBe(exists);

    [Theory]
    [InlineData("FeatureTableTests.There_are_tables", true)]
    [InlineData("FeatureTableTests.No_such_test", false)]
    [InlineData("NoSuchTests.There_are_tables", false)]
    public void What_is_no_test_is_noticed(string name, bool exists) => IsTest(name).ShouldBe(exists);

    private static bool IsMember(string name) => name.Split('.', 2) switch
    {
        [var type] => s_types.ContainsKey(type) || type.EndsWith("Exception", StringComparison.Ordinal),
        [var type, var member] => s_types.TryGetValue(type, out var found) && Has(found, member),
        _ => false,
    };

    private static bool Has(Type type, string member) => type.IsEnum
        ? Enum.IsDefined(type, member)
        : type.GetMember(member, Members).Any(found => found is not MethodBase method || method.IsPublic || method.IsFamily);

    private static bool IsTest(string name) =>
        name.Split('.') is [var type, var method] && s_tests.TryGetValue(type, out var source) && source.Contains($" {method}(", StringComparison.Ordinal);

    /// <summary>The public types, surfaces also by the name that adapters give them.</summary>
    private static Dictionary<string, Type> Types()
    {
        var types = new[] { typeof(FileSystemBase).Assembly, typeof(Testing.SimulatedPlatform).Assembly, typeof(Pooled.PoolScheduler).Assembly, typeof(Ringed.IoUringScheduler).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .GroupBy(type => type.Name.Split('`')[0])
            .ToDictionary(group => group.Key, group => group.First());
        foreach (var surface in types.Values.Where(type => type.IsDefined(typeof(SurfaceAttribute))).ToList())
        {
            types[surface.GetCustomAttribute<SurfaceAttribute>()!.Name] = surface;
        }

        return types;
    }

    /// <summary>The source of each class of tests, with all its parts and what it inherits from in the same file.</summary>
    private static Dictionary<string, string> Tests() => Directory
        .EnumerateFiles(Path.Combine(Page.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        .Select(File.ReadAllText)
        .SelectMany(source => Class().Matches(source).Select(match => (Name: match.Groups[1].Value, Source: source)))
        .GroupBy(part => part.Name)
        .ToDictionary(group => group.Key, group => string.Concat(group.Select(part => part.Source)));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex EscapedBar();
}
