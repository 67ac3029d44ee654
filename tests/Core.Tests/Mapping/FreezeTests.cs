using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Mapping;

public sealed class FreezeTests : MappingTest
{
    [Fact]
    public void A_frozen_mapping_refuses_every_write_and_goes_on_reading()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.Write(0, (byte)255);
        map.Freeze();

        map.IsFrozen.ShouldBeTrue();
        map.IsExecutable.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => map.Write(0, 1)).Message.ShouldContain("frozen");
        Should.Throw<InvalidOperationException>(() => map.WriteAt([1], 0));
        Should.Throw<InvalidOperationException>(() => map.Fill(0, 10_000, 1));
        Should.Throw<InvalidOperationException>(() => map.SetLength(1));
        Should.Throw<InvalidOperationException>(() => map.Span.Length);
        Should.Throw<InvalidOperationException>(() => map.Slice(0, 1).Length);
        Should.Throw<InvalidOperationException>(() => { using var lease = map.Lease(); });
        Should.Throw<InvalidOperationException>(() => { using var writer = map.CreateWriter(); });
        Should.Throw<InvalidOperationException>(() => { using var writer = map.CreateWriter(0, 1); });
        Should.Throw<InvalidOperationException>(() => map.Memory.Length);
        Should.Throw<InvalidOperationException>(() => map.AsMemory(0, 1).Length);
        Should.Throw<InvalidOperationException>(() => map.Cast<int>(0, 1).Length);
        Should.Throw<InvalidOperationException>(() => map.WriteVarint(0, 1));
        Should.Throw<InvalidOperationException>(() => map.ZeroRange(0, 1));
        Should.Throw<InvalidOperationException>(() => map.Add(0, 1));
        Should.Throw<InvalidOperationException>(() => map.WriteDurableAt([1], 0));
        map.Read<byte>(0).ShouldBe((byte)255);
        ((MappedFileBase)map).Span[1].ShouldBe(Content[1]);
        using (var lease = ((MappedFileBase)map).Lease())
        {
            lease.Read<byte>(0).ShouldBe((byte)255);
        }

        map.Flush();
        map.Unfreeze();
        map.IsFrozen.ShouldBeFalse();
        map.Span[1] = 254;
        OnDisk[..2].ShouldBe([255, 254]);
    }

    [Fact]
    public void A_span_of_before_is_cut_off_and_does_not_end_the_process()
    {
        using var map = Files.OpenMutableMapped(Path);
        var span = map.Span;
        map.Freeze();
        span[0] = 1;
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_lease_keeps_the_mapping_as_it_is()
    {
        using var map = Files.OpenMutableMapped(Path);
        using (map.Lease())
        {
            Should.Throw<InvalidOperationException>(map.Freeze);
            map.IsFrozen.ShouldBeFalse();
            map.Write(0, (byte)1);
        }

        map.Freeze();
        using (((MappedFileBase)map).Lease())
        {
            Should.Throw<InvalidOperationException>(map.Unfreeze);
            map.IsFrozen.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_refusal_changes_nothing()
    {
        using var map = Files.OpenMutableMapped(Path);
        Platform.Fail("Map", 12);
        Should.Throw<StorageException>(map.Freeze).Code.ShouldBe(StorageErrorCode.OutOfResources);
        map.IsFrozen.ShouldBeFalse();
        map.Write(0, (byte)1);
        Platform.Fail("Map", 0);
        map.Freeze();
        Platform.Fail("Map", 12);
        Should.Throw<StorageException>(map.Unfreeze);
        map.IsFrozen.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => map.Write(0, 1));
    }

    [Fact]
    public void A_private_copy_keeps_what_was_written_into_it()
    {
        using var map = Files.OpenCopyOnWrite(Path);
        map.Write(0, 1L);
        map.Freeze();
        Should.Throw<InvalidOperationException>(() => map.Write(0, 2L));
        Should.Throw<InvalidOperationException>(() => map.WriteAt(new byte[1000], 0));
        map.Read<long>(0).ShouldBe(1);
        map.Unfreeze();
        map.Write(0, 3L);
        Should.Throw<NotSupportedException>(map.FreezeExecutable);
    }

    [Fact]
    public async Task Writers_that_race_with_freezing_are_refused_and_nothing_that_was_kept_is_lost()
    {
        using var map = Files.OpenMutableMapped(Path);
        map.Fill(0, 3_000, 0);
        var slot = 0;
        Action<CancellationToken> writer = stop =>
        {
            var offset = Interlocked.Increment(ref slot) * 1_000;
            var kept = 0L;
            for (var value = 1L; !stop.IsCancellationRequested; value++)
            {
                try
                {
                    map.Write(offset, value);
                    kept = value;
                    map.Fill(offset + 8, 600, (byte)value);
                }
                catch (InvalidOperationException)
                {
                    map.Read<long>(offset).ShouldBeInRange(kept, value);
                }
            }
        };
        await FreezeAgainAndAgain(map, writer, writer);
    }

    /// <remarks>Pages that cannot be written end the process, and the run with it.</remarks>
    [Fact]
    public async Task Stores_that_race_with_unfreezing_never_meet_pages_that_cannot_be_written()
    {
        using var map = Files.OpenMutableMapped(Path);
        Action<byte>[] stores =
        [
            value => map.Write(1_000, value),
            value => map.WriteAt([value], 2_000),
            value => map.Span[3_000] = value,
            value => map.Memory.Span[4_000] = value,
        ];
        await FreezeAgainAndAgain(map, Array.ConvertAll(stores, store => (Action<CancellationToken>)(stop =>
        {
            for (byte value = 0; !stop.IsCancellationRequested; value++)
            {
                try
                {
                    store(value);
                }
                catch (InvalidOperationException)
                {
                    // Frozen.
                }
            }
        })));

        foreach (var store in stores)
        {
            store(99);
        }

        var stored = OnDisk;
        new[] { stored[1_000], stored[2_000], stored[3_000], stored[4_000] }.ShouldAllBe(value => value == 99);
    }

    [Fact]
    public unsafe void Code_that_was_written_runs_once_it_is_frozen()
    {
        // return 42
        byte[] code = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? [0x40, 0x05, 0x80, 0x52, 0xC0, 0x03, 0x5F, 0xD6]
            : [0xB8, 42, 0, 0, 0, 0xC3];
        using var map = Files.CreateAnonymousMap(4_096);
        map.WriteAt(code, 0);
        map.FreezeExecutable();
        map.IsExecutable.ShouldBeTrue();
        Should.Throw<InvalidOperationException>(map.Freeze);
        using (var lease = ((MappedFileBase)map).Lease())
        {
            fixed (byte* start = lease.Span)
            {
                ((delegate* unmanaged<int>)start)().ShouldBe(42);
            }
        }

        var path = Folder.File("code", code);
        using var opened = Files.OpenExecutable(path);
        opened.IsExecutable.ShouldBeTrue();
        opened.IsReadOnly.ShouldBeTrue();
        using var other = opened.Lease();
        fixed (byte* start = other.Span)
        {
            ((delegate* unmanaged<int>)start)().ShouldBe(42);
        }
    }

    /// <summary>Freezes and unfreezes while others write, who end when they are told to.</summary>
    private static async Task FreezeAgainAndAgain(MutableMappedFileBase map, params Action<CancellationToken>[] writers)
    {
        using var stop = new CancellationTokenSource();
        var writing = Array.ConvertAll(writers, write => Task.Factory.StartNew(() => write(stop.Token), TaskCreationOptions.LongRunning));
        try
        {
            for (var i = 0; i < 2_000 && !writing.Any(task => task.IsFaulted); i++)
            {
                map.Freeze();
                map.Unfreeze();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writing);
        }
    }
}
