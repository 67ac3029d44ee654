using Mapwright.Tests.Faults;

namespace Mapwright.Core.Tests.Devices;

/// <summary>A snapshot is of one moment, also to those who write through a slice, and leaves the device as usable as before.</summary>
public sealed class SnapshotTests : IDisposable
{
    private const int Block = 4096;

    private readonly TemporaryDirectory _folder = new();
    private readonly FaultingPlatform _platform = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Who_writes_or_trims_a_device_or_a_part_of_it_waits_until_the_snapshot_is_made()
    {
        var content = TemporaryDirectory.Pattern(4 * Block);
        using var device = new CallerFileSystem(_platform).CreateDevice(_folder.File("device"), 4);
        using var part = device.Slice(2 * Block, 2 * Block);
        device.Write(content, 0);
        Thread[] writers =
        [
            new(() => device.Write(new byte[Block], 0)),
            new(() => part.Write(new byte[Block], 0)),
            new(() => part.Trim(Block, Block)),
        ];
        var waiting = 0;
        _platform.During(nameof(StoragePlatform.Clone), () =>
        {
            Array.ForEach(writers, writer => writer.Start());
            Array.ForEach(writers, writer => SpinWait.SpinUntil(() => (writer.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0));
            waiting = writers.Count(writer => writer.IsAlive);
        });

        device.Snapshot(_folder.File("snapshot"), allowCopy: true);
        Array.ForEach(writers, writer => writer.Join());

        waiting.ShouldBe(writers.Length);
        File.ReadAllBytes(_folder.File("snapshot")).ShouldBe(content);
        var found = new byte[4 * Block];
        device.Read(found, 0);
        found.ShouldBe([.. new byte[Block], .. content[Block..(2 * Block)], .. new byte[2 * Block]]);
    }

    [Fact]
    public void Where_the_file_system_shares_blocks_a_snapshot_needs_none_of_its_own()
    {
        const int Size = 32 << 20;
        using var disk = new PowerCutDisk("xfs", _folder.Path);
        var files = new CallerFileSystem();
        var path = Path.Combine(disk.Path, "snapshot");
        var content = TemporaryDirectory.Pattern(Size);
        using (var device = files.CreateDevice(Path.Combine(disk.Path, "device"), Size / Block))
        {
            device.Write(content, 0);
            device.Flush();
            var before = new DriveInfo(disk.Path).AvailableFreeSpace;

            device.Snapshot(path);

            (before - new DriveInfo(disk.Path).AvailableFreeSpace).ShouldBeLessThan(Size / 8);
            device.Write(new byte[2 * Block], Block);
        }

        using var snapshot = files.OpenDevice(path);
        var found = new byte[Size];
        snapshot.Read(found, 0);
        found.AsSpan().SequenceEqual(content).ShouldBeTrue();
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
