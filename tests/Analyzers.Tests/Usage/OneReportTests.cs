using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

/// <summary>One mistake is reported once, by the rule that says what is worst.</summary>
public sealed class OneReportTests
{
    [Theory]
    [InlineData("using (var d = disk.CreateNew(from)) { d.Append(1); } disk.Rename(from, to);", "MW0011")]
    [InlineData("using var d = disk.CreateNew(from); d.Append(1); File.Move(d.Path, to);", "MW0011")]
    [InlineData("using var d = disk.CreateNew(from); d.Append(1); if (flag) { disk.Rename(from, to); }", "MW0011")]
    [InlineData("using var d = disk.CreateNew(from); d.Append(1); disk.Rename(from, to); d.Append(2);", "MW0011, MW0003")]
    [InlineData("using var d = disk.CreateNew(from); d.Append(1); disk.Rename(to, from);", "MW0003")]
    [InlineData("using var d = disk.CreateNew(from); d.Append(1); try { Console.WriteLine(); } catch (IOException) { disk.Rename(from, to); throw; }", "MW0003")]
    [InlineData("using var d = disk.CreateNew(from); d.Append(1); disk.Rename(from, to); d.Flush();", "MW0011")]
    public async Task A_file_that_is_renamed_unflushed(string body, string expected) => (await Reported(body)).ShouldBe(expected);

    [Fact]
    public async Task A_flush_through_another_object_of_the_path_is_one() =>
        (await Reported("using (var d = disk.CreateNew(from)) { d.Append(1); } using (var d = disk.OpenWrite(from)) { d.Flush(); }")).ShouldBe("");

    [Fact]
    public async Task A_flush_of_another_path_is_none() =>
        (await Reported("using (var d = disk.CreateNew(from)) { d.Append(1); } using (var d = disk.OpenWrite(to)) { d.Flush(); }")).ShouldBe("MW0003");

    private static async Task<string> Reported(string body)
    {
        var compilation = Compile.WithCore(
            UnflushedRenameTests.Library,
            $$"""
            using System; using System.IO;
            class C { void M(Disk disk, string from, string to, bool flag) { {{body}} } }
            """);
        compilation.ShouldCompile();
        return string.Join(", ", (await Diagnosis.Run(compilation, [.. AllAnalyzers.Instances])).OrderBy(d => d.Location.SourceSpan.Start).Select(d => d.Id));
    }
}
