using System.Reflection;

namespace Mapwright.Core.Tests;

/// <summary>What the analyzers read of a member is what its name promises: a flush that does not say so is taken for none.</summary>
public sealed class FlushContractTests
{
    private static readonly List<MethodInfo> s_members = [.. typeof(StorageFileBase).Assembly.GetExportedTypes()
        .Where(type => type.IsDefined(typeof(SurfaceAttribute), inherit: false))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))];

    [Theory]
    [InlineData("Flush")]
    [InlineData("FlushData")]
    [InlineData("FlushAll")]
    [InlineData("FlushRange")]
    [InlineData("FlushMany")]
    [InlineData("FlushEach")]
    [InlineData("Commit")]
    [InlineData("AppendAndCommit")]
    [InlineData("WaitDurable")]
    [InlineData("WriteDurableAt")]
    public void A_flush_of_content_says_so(string name) => Each(name).ShouldAllBe(member => member.IsDefined(typeof(CleansAttribute)));

    [Theory]
    [InlineData("FlushEach")]
    [InlineData("FlushDirectory")]
    [InlineData("FlushParent")]
    [InlineData("ReplaceAtomically")]
    [InlineData("ReplaceEach")]
    [InlineData("Copy")]
    [InlineData("CopyEach")]
    [InlineData("DeleteEach")]
    public void A_flush_of_names_says_so(string name) => Each(name).ShouldAllBe(member => member.IsDefined(typeof(CleansNamesAttribute)));

    [Fact]
    public void No_flush_says_nothing() => Silent("Flush", "Commit").ShouldBeEmpty();

    [Fact]
    public void No_write_says_nothing() => Silent("Write", "Append", "Fill", "Zero", "Punch", "SetLength").ShouldBeEmpty();

    /// <summary>The members of a name, and their asynchronous twins.</summary>
    private static List<MethodInfo> Each(string name)
    {
        var members = s_members.Where(member => member.Name == name || member.Name == name + "Async").ToList();
        members.Count.ShouldBeGreaterThanOrEqualTo(2);
        return members;
    }

    private static IEnumerable<string> Silent(params string[] beginnings) => s_members
        .Where(member => !member.IsSpecialName && beginnings.Any(beginning => member.Name.StartsWith(beginning, StringComparison.Ordinal)))
        .Where(member => !member.IsDefined(typeof(CleansAttribute)) && !member.IsDefined(typeof(CleansNamesAttribute)) && !member.IsDefined(typeof(DirtiesAttribute)))
        .Select(member => $"{member.DeclaringType!.Name}.{member.Name}");
}
