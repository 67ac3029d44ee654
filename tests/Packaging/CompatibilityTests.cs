namespace Mapwright.Packaging.Tests;

/// <summary>
/// The adapter package of one version with the Core of the next: what a program gets whose adapter was built earlier. The next
/// Core has an operation and a surface that the adapter has never seen; they run through the defaults that Core emits, on the
/// adapter's scheduler. That nothing was removed is not shown here; the approved public API shows it.
/// </summary>
public class CompatibilityTests(PackageFeed feed)
{
    [Fact]
    public async Task A_prebuilt_adapter_runs_on_a_later_core_with_an_operation_and_a_surface_more()
    {
        var packages = FreshProject.Package("Mapwright.ThreadPool", feed.Version) + FreshProject.Package("Mapwright.Core", feed.NextVersion);
        var project = new FreshProject(feed, "later core", Programs.AdditionsJob, packages);

        (await project.BuildAsync()).Succeeded();

        (await project.RunAsync()).Succeeded().Output.ShouldBe("""
            core 0.1.1.0, adapter 0.1.0.0
            Mapwright.Pooled.StorageFile: 2 zeros, 2 zeros
            1 page of Mapwright.Core

            """);
    }
}
