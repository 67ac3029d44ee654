namespace Mapwright.Packaging.Tests;

/// <summary>A project outside the tree that references the adapter package and nothing else.</summary>
public class FreshProjectTests(PackageFeed feed)
{
    private string Adapter => FreshProject.Package("Mapwright.ThreadPool", feed.Version);

    [Fact]
    public async Task Builds_with_warnings_as_errors_and_does_a_file_job()
    {
        var project = new FreshProject(feed, "file job", Programs.FileJob, Adapter);

        (await project.BuildAsync()).Succeeded();

        (await project.RunAsync()).Succeeded().Output.ShouldContain(Programs.FileJobOutput);
    }

    [Fact]
    public async Task A_broken_adapter_is_an_error_of_the_generators_own()
    {
        var project = new FreshProject(feed, "broken adapter", Programs.BrokenAdapter, Adapter);

        var build = await project.BuildAsync();

        build.ExitCode.ShouldNotBe(0);
        build.Output.ShouldMatch(@"Program\.cs\(\d+,\d+\): error MW01\d\d:.*BrokenScheduler");
    }

    [Fact]
    public async Task A_dropped_token_is_a_warning()
    {
        var project = new FreshProject(feed, "dropped token", Programs.DroppedGuard, Adapter);

        var build = await project.BuildAsync("-p:TreatWarningsAsErrors=false");

        build.Succeeded().Output.ShouldMatch(@"Program\.cs\(4,\d+\): warning MW0004:");
    }
}
