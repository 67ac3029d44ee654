using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Devices;

/// <summary>A snapshot is of one moment, also to those who write through a slice, and leaves the device as usable as before.</summary>
public sealed class SnapshotTests : IDisposable
{
    private const int Block = 4096;

    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_slice_does_not_write_while_a_snapshot_of_the_device_is_made()
    {
        using var device = new CallerFileSystem(_platform).CreateDevice(_folder.File("device"), 2);
        using var slice = device.Slice(Block, Block);
        var isWritten = false;
        var writer = new Thread(() =>
        {
            slice.Write([.. Enumerable.Repeat((byte)1, Block)], 0);
            Volatile.Write(ref isWritten, true);
        });
        _platform.During(nameof(StoragePlatform.Clone), () =>
        {
            writer.Start();
            SpinWait.SpinUntil(() => Volatile.Read(ref isWritten) || writer.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            Volatile.Read(ref isWritten).ShouldBeFalse();
        });

        device.Snapshot(_folder.File("snapshot"), allowCopy: true);

        writer.Join();
        File.ReadAllBytes(_folder.File("snapshot")).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void An_interrupted_wait_for_those_who_write_keeps_nobody_out()
    {
        var gate = new WriteGate();
        gate.Enter();
        var isInterrupted = false;
        var snapshot = new Thread(() =>
        {
            try
            {
                gate.Shut();
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
        });
        snapshot.Start();
        snapshot.Interrupt();
        snapshot.Join();
        gate.Exit();

        isInterrupted.ShouldBeTrue();
        gate.Enter();
        gate.Exit();
        gate.Shut();
        gate.Open();
    }
}
