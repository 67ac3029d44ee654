using System.Diagnostics;
using Mapwright.Tests.Scheduling;
using static Mapwright.Core.Tests.Scheduling.WorkerThreadsTests;

namespace Mapwright.Core.Tests.Scheduling;

/// <summary>Threads that have nothing to do, next to a thread that uses all it can get.</summary>
[Collection(Alone.Name)]
public sealed class WorkerThreadsIdleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public async Task A_thread_of_the_minimum_sleeps_however_soon_the_others_exit(double milliseconds)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The time of a thread is found by its name, as on Linux.");
        var name = "Idle" + Random.Shared.Next(1_000_000);
        await using var threads = new WorkerThreads(Elastic(2) with
        {
            NamePrefix = name,
            MinimumThreads = 1,
            IdleTimeout = TimeSpan.FromMilliseconds(milliseconds),
        });
        using var ran = new ManualResetEventSlim();
        threads.Schedule(new CountingItem(ran.Set));
        ran.ShouldBeSet();

        // The processor's time, and no clock's: on a busy machine both get less.
        var before = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - before < TimeSpan.FromMilliseconds(400))
        {
            Thread.SpinWait(10_000);
        }

        using var process = Process.GetCurrentProcess();
        var idle = process.Threads.Cast<ProcessThread>().Single(thread => NameOf(thread).StartsWith(name, StringComparison.Ordinal));
        idle.TotalProcessorTime.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
    }

    private static string NameOf(ProcessThread thread)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{thread.Id}/comm");
        }
        catch (IOException)
        {
            // It has exited.
            return "";
        }
    }
}
