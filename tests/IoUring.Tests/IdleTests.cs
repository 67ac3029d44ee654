namespace Mapwright.IoUring.Tests;

/// <summary>It takes ten seconds, so it stands apart and runs beside the others.</summary>
public class IdleTests
{
    [Fact]
    public async Task An_idle_process_uses_no_processor_and_has_no_thread_but_the_owner()
    {
        Rings.Require().Dispose();
        var folder = Directory.CreateTempSubdirectory("mapwright").FullName;
        try
        {
            var lines = await RingProcess.RunAsync(folder, [], "idle");

            lines[^2].ShouldBe("Mapwright ring");

            // A fiftieth of one processor; a thread that looked for work all the time would use one.
            long.Parse(lines[^1]).ShouldBeLessThan(200);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
