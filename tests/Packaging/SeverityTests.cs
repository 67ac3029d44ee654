namespace Mapwright.Packaging.Tests;

/// <summary>A project that references one package alone decides by its <c>.editorconfig</c> how much a rule weighs, also for an adapter or a wrapper of its own.</summary>
public class SeverityTests(PackageFeed feed)
{
    private const string Unflushed = "MW0003";
    private const string Dropped = "MW0004";

    private const string OwnAdapter = "of one's own";
    private const string Wrapper = "in a wrapper of one's own";

    public static TheoryData<string> Adapters => ["of the package", OwnAdapter, Wrapper];

    [Theory, MemberData(nameof(Adapters))]
    public async Task Without_a_word_both_are_warnings(string adapter)
    {
        var build = (await BuildAsync(adapter, "")).Succeeded();

        build.Output.ShouldMatch(@"Program\.cs\(4,\d+\): warning MW0003:");
        build.Output.ShouldMatch(@"Program\.cs\(5,\d+\): warning MW0004:");
    }

    [Theory, MemberData(nameof(Adapters))]
    public async Task One_is_an_error_and_the_other_is_silent(string adapter)
    {
        var build = await BuildAsync(adapter, $"dotnet_diagnostic.{Unflushed}.severity = error\ndotnet_diagnostic.{Dropped}.severity = none\n");

        build.ExitCode.ShouldNotBe(0, build.Output);
        build.Output.ShouldMatch(@"Program\.cs\(4,\d+\): error MW0003:");
        build.Output.ShouldNotContain(Dropped);
    }

    [Theory, MemberData(nameof(Adapters))]
    public async Task The_other_is_an_error_and_the_one_is_silent(string adapter)
    {
        var build = await BuildAsync(adapter, $"dotnet_diagnostic.{Unflushed}.severity = none\ndotnet_diagnostic.{Dropped}.severity = error\n");

        build.ExitCode.ShouldNotBe(0, build.Output);
        build.Output.ShouldMatch(@"Program\.cs\(5,\d+\): error MW0004:");
        build.Output.ShouldNotContain(Unflushed);
    }

    private async Task<Cli.Outcome> BuildAsync(string adapter, string severities)
    {
        var project = new FreshProject(
            feed,
            $"severities {Guid.NewGuid():N}",
            adapter switch { OwnAdapter => Programs.MistakesOfOnesOwn, Wrapper => Programs.MistakesWithAWrapper, _ => Programs.Mistakes },
            FreshProject.Package(adapter == OwnAdapter ? "Mapwright.Core" : "Mapwright.ThreadPool", feed.Version));
        await File.WriteAllTextAsync(
            Path.Combine(project.Folder, ".editorconfig"), $"root = true\n\n[*.cs]\n{severities}", TestContext.Current.CancellationToken);
        return await project.BuildAsync("-p:TreatWarningsAsErrors=false");
    }
}
