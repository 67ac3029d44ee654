using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>How bytes travel, and what is true when a write returns.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task Every_way_of_opening_reads_and_writes_the_same_bytes(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(16 * Block);
        var buffer = AlignedMemory.Allocate(2 * Block);
        foreach (var caching in Enum.GetValues<Caching>())
        {
            foreach (var durability in Enum.GetValues<Durability>())
            {
                await using var file = rig.FileSystem.Open(rig.Put(content), new() { Caching = caching, Durability = durability });

                (await rig.Call(() => file.ReadAt(buffer.Span, Block), () => file.ReadAtAsync(buffer, Block))).ShouldBe(2 * Block);
                buffer.Span.SequenceEqual(content.AsSpan(Block, 2 * Block)).ShouldBeTrue();
                buffer.Span.Fill((byte)durability);
                await rig.Call(() => file.WriteAt(buffer.Span, 4 * Block), () => file.WriteAtAsync(buffer, 4 * Block));
                rig.Content(file.Path).AsSpan(4 * Block, 2 * Block).IndexOfAnyExcept((byte)durability).ShouldBe(-1);
                (await rig.Call(() => file.Append([1, 2, 3]), () => file.AppendAsync(new byte[] { 1, 2, 3 }))).ShouldBe(16 * Block);
                await rig.Call(() => file.ZeroRange(1, 5), () => file.ZeroRangeAsync(1, 5));
                rig.Content(file.Path).ShouldBe([content[0], 0, 0, 0, 0, 0, .. rig.Content(file.Path)[6..]]);
            }
        }
    }

    [Theory, Everywhere]
    public async Task Buffers_of_an_allocator_go_past_the_cache_as_they_are(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(16 * Block);
        var buffers = new BufferAllocator(8 * Block);
        await using var file = rig.FileSystem.Open(rig.Put(content), new() { Caching = Caching.Direct });
        using var other = buffers.Allocate(Block);
        using var buffer = buffers.Allocate(2 * Block);
        buffer.Length.ShouldBe(2 * Block);

        (await rig.Call(() => file.ReadAt(buffer.Span, Block), () => file.ReadAtAsync(buffer.Memory, Block))).ShouldBe(2 * Block);
        buffer.Span.SequenceEqual(content.AsSpan(Block, 2 * Block)).ShouldBeTrue();
        await rig.Call(() => file.WriteAt(buffer.Span[Block..], 8 * Block), () => file.WriteAtAsync(buffer.Memory[Block..], 8 * Block));
        rig.Content(file.Path).AsSpan(8 * Block, Block).SequenceEqual(content.AsSpan(2 * Block, Block)).ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_call_may_choose_another_way_than_the_file(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(16 * Block);
        var buffer = AlignedMemory.Allocate(2 * Block);
        foreach (var opened in Enum.GetValues<Caching>())
        {
            await using var file = rig.FileSystem.Open(rig.Put(content), new() { Caching = opened, Durability = Durability.Data });
            foreach (var caching in Enum.GetValues<Caching>())
            {
                (await rig.Call(() => file.ReadAt(buffer.Span, 0, caching), () => file.ReadAtAsync(buffer, 0, caching))).ShouldBe(2 * Block);
                buffer.Span.SequenceEqual(content.AsSpan(0, 2 * Block)).ShouldBeTrue();
                foreach (var durability in Enum.GetValues<Durability>())
                {
                    buffer.Span.Fill((byte)(1 + (int)durability));
                    await rig.Call(() => file.WriteAt(buffer.Span, 8 * Block, durability, caching), () => file.WriteAtAsync(buffer, 8 * Block, durability, caching));
                    rig.Content(file.Path)[8 * Block].ShouldBe((byte)(1 + (int)durability));
                }
            }

            await rig.Call(file.Dispose, file.DisposeAsync);
            rig.Platform.OpenFiles.ShouldBe(0);
        }
    }

    [Theory, Everywhere]
    public async Task What_is_not_aligned_is_refused_past_the_cache_and_the_message_says_by_how_much(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.Open(rig.Put(Rig.Bytes(4 * Block)), new() { Caching = Caching.Direct });
        var alignment = (await rig.Call(() => file.GetTransferLimits(), () => file.GetTransferLimitsAsync())).OffsetAlignment;
        var buffer = AlignedMemory.Allocate(Block);
        var shifted = AlignedMemory.Allocate(2 * Block)[1..(Block + 1)];

        rig.Refuses<ArgumentException>(() => file.ReadAt(buffer.Span, 1), () => file.ReadAtAsync(buffer, 1)).Message.ShouldContain($"multiples of {alignment} bytes");
        rig.Refuses<ArgumentException>(() => file.ReadAt(buffer.Span[..100], 0), () => file.ReadAtAsync(buffer[..100], 0));
        rig.Refuses<ArgumentException>(() => file.ReadAt(shifted.Span, 0), () => file.ReadAtAsync(shifted, 0));
        rig.Refuses<ArgumentException>(() => file.WriteAt(buffer.Span, 1), () => file.WriteAtAsync(buffer, 1));
        rig.Refuses<ArgumentException>(() => file.WriteDurableAt(shifted.Span, 0), () => file.WriteDurableAtAsync(shifted, 0));
        rig.Refuses<ArgumentException>(() => file.ReadAt([buffer, shifted], 0), () => file.ReadAtAsync([buffer, shifted], 0));
        rig.Refuses<ArgumentException>(() => file.WriteAt([shifted], 0), () => file.WriteAtAsync([shifted], 0));
        rig.Content(file.Path).ShouldBe(Rig.Bytes(4 * Block));
    }

    [Theory, Everywhere]
    public async Task A_call_past_the_cache_that_is_not_aligned_is_refused(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(4 * Block));
        var bytes = new byte[100];

        await rig.Fails<ArgumentException, int>(() => file.ReadAt(bytes, 0, Caching.Direct), () => file.ReadAtAsync(bytes, 0, Caching.Direct));
        (await rig.Call(() => file.ReadAt(bytes, 0, Caching.Auto), () => file.ReadAtAsync(bytes, 0, Caching.Auto))).ShouldBe(100);
    }

    [Theory, Everywhere]
    public async Task Past_the_cache_reads_are_short_at_the_end(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(Block + 100);
        await using var file = rig.FileSystem.Open(rig.Put(content), new() { Caching = Caching.Direct });
        var buffer = AlignedMemory.Allocate(4 * Block);

        (await rig.Call(() => file.ReadAt(buffer.Span, 0), () => file.ReadAtAsync(buffer, 0))).ShouldBe(Block + 100);
        buffer.Span[..(Block + 100)].SequenceEqual(content).ShouldBeTrue();
        (await rig.Call(() => file.ReadAt(buffer.Span, 2 * Block), () => file.ReadAtAsync(buffer, 2 * Block))).ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task A_write_that_was_to_be_durable_and_failed_poisons(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.Open(rig.Put([1]), new() { Durability = Durability.Data });
        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.DeviceError);

        await rig.Fails<StorageException>(() => file.WriteAt([2], 0), () => file.WriteAtAsync(new byte[] { 2 }, 0));

        file.IsPoisoned.ShouldBeTrue();
    }

    [Theory, Everywhere]
    public async Task A_call_without_durability_poisons_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.Open(rig.Put([1]), new() { Durability = Durability.Data });
        rig.Platform.Fail(nameof(StoragePlatform.WriteAt), StorageErrorCode.NoSpace);

        await rig.Fails<StorageException>(
            () => file.WriteAt([2], 0, Durability.None, Caching.Buffered), () => file.WriteAtAsync(new byte[] { 2 }, 0, Durability.None, Caching.Buffered));

        file.IsPoisoned.ShouldBeFalse();
    }

    [Theory, Everywhere]
    public async Task An_untorn_write_is_made_or_clearly_refused(Setup setup)
    {
        setup.SkipOnWine("it does not tell the size of a sector");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew(Rig.Bytes(4 * Block));
        var limits = file.GetTransferLimits();
        var length = Math.Max(512, limits.UntornMinimum);
        var buffer = AlignedMemory.Allocate(length);
        buffer.Span.Fill(7);
        if (limits.UntornMaximum == 0)
        {
            (await rig.Fails<NotSupportedException>(() => file.WriteUntornAt(buffer.Span, 0), () => file.WriteUntornAtAsync(buffer, 0)))
                .Message.ShouldContain("no untorn writes");
            return;
        }

        await rig.Call(() => file.WriteUntornAt(buffer.Span, length), () => file.WriteUntornAtAsync(buffer, length));
        (await rig.Fails<ArgumentException>(() => file.WriteUntornAt(buffer.Span, 100), () => file.WriteUntornAtAsync(buffer, 100)))
            .Message.ShouldContain($"{limits.UntornMaximum}");
        await rig.Fails<ArgumentException>(() => file.WriteUntornAt(buffer.Span[..100], 0), () => file.WriteUntornAtAsync(buffer[..100], 0));

        rig.Content(file.Path)[length..(2 * length)].ShouldAllBe(value => value == 7);
    }

    [Theory, Everywhere]
    public async Task Write_back_is_started_each_time_enough_was_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.FileSystem.Open(rig.Put([]), new() { BytesPerFlushStart = 1000 });

        for (var i = 0; i < 25; i++)
        {
            await rig.Call(() => file.WriteAt(new byte[100], i * 100), () => file.WriteAtAsync(new byte[100], i * 100));
        }

        // Waits for what was started.
        await Rig.Within(file.DisposeAsync());
        rig.Platform.CallsOf(nameof(StoragePlatform.StartFlush)).ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task A_write_back_that_does_not_start_fails_no_write(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.FileSystem.Open(rig.Put([]), new() { BytesPerFlushStart = 1 });
        rig.Platform.Fail(nameof(StoragePlatform.StartFlush), StorageErrorCode.DeviceError);

        await rig.Call(() => file.WriteAt([1], 0), () => file.WriteAtAsync(new byte[] { 1 }, 0));

        await Rig.Within(file.DisposeAsync());
        file.IsPoisoned.ShouldBeFalse();
        rig.Platform.CallsOf(nameof(StoragePlatform.StartFlush)).ShouldBe(1);
    }
}
