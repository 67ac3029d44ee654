using System.Text.RegularExpressions;

namespace Mapwright.Packaging.Tests;

/// <summary>Publishing with warnings as errors: what the trimmer and the native compiler have to say is an error.</summary>
public partial class PublishTests(PackageFeed feed)
{
    private string Adapter => FreshProject.Package("Mapwright.ThreadPool", feed.Version);

    [Fact]
    public async Task Trimmed_and_self_contained_publishes_without_a_warning_and_runs()
    {
        var project = new FreshProject(feed, "trimmed", Programs.FileJob, Adapter, """
            <PublishTrimmed>true</PublishTrimmed>
            <TrimMode>full</TrimMode>
            <TrimmerSingleWarn>false</TrimmerSingleWarn>
            <ILLinkTreatWarningsAsErrors>true</ILLinkTreatWarningsAsErrors>
            """);

        var publish = await project.PublishAsync("--use-current-runtime", "--self-contained");

        publish.Succeeded().Output.ShouldNotContain("warning");
        (await project.RunAsync()).Succeeded().Output.ShouldContain(Programs.FileJobOutput);
    }

    [Fact]
    public async Task Native_aot_publishes_without_a_warning_and_runs()
    {
        var project = new FreshProject(feed, "native", Programs.FileJob, Adapter, """
            <PublishAot>true</PublishAot>
            <TrimmerSingleWarn>false</TrimmerSingleWarn>
            """);

        var publish = await project.PublishAsync("--use-current-runtime");

        // NU1101: the feeds of this machine do not have the compiler, or the runtime that native programs are linked with.
        Assert.SkipWhen(MissingNativePack().IsMatch(publish.Output), "The native AOT packs do not restore here.");
        Assert.SkipWhen(publish.Output.Contains("Platform linker"), "There is no linker for native AOT here.");
        publish.Succeeded().Output.ShouldNotContain("warning");
        (await project.RunAsync()).Succeeded().Output.ShouldContain(Programs.FileJobOutput);
    }

    [GeneratedRegex("error NU1101: .*(ILCompiler|NativeAOT)")]
    private static partial Regex MissingNativePack();
}
