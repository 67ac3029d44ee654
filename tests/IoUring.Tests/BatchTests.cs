using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>Many transfers that the ring gets as one operation.</summary>
public class BatchTests
{
    private const int Block = DirectFile.Block;

    /// <summary>More than the ring has places for, and more than a pooled item keeps.</summary>
    private const int Blocks = 300;

    [Theory, InlineData(1), InlineData(7), InlineData(256)]
    public async Task A_batch_of_any_size_fits_any_ring(int maximumInFlight)
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = maximumInFlight });
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), Blocks);
        var memory = AlignedMemory.Allocate(Blocks * Block);
        DirectFile.Content(Blocks).CopyTo(memory);
        var counts = new int[Blocks];

        await direct.File.WriteManyAsync(Enumerable.Range(0, Blocks).Select(i => new FileWrite(Part(memory, i), Mirrored(i))).ToArray()).InTime();
        memory.Span.Clear();
        await direct.File.ReadManyAsync(Enumerable.Range(0, Blocks).Select(i => new FileRead(Part(memory, i), Mirrored(i))).ToArray(), counts).InTime();

        counts.ShouldAllBe(count => count == Block);
        memory.Span.SequenceEqual(DirectFile.Content(Blocks)).ShouldBeTrue();
        direct.Read().AsSpan(0, Block).SequenceEqual(DirectFile.Content(Blocks).AsSpan(^Block..)).ShouldBeTrue();

        static long Mirrored(int i) => (Blocks - 1 - i) * (long)Block;
    }

    /// <summary>Transfers are used again, by the next operation that is as large and by others.</summary>
    [Fact]
    public async Task Batches_of_any_size_follow_one_another()
    {
        await using var scheduler = Rings.Require();
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), Blocks);
        var memory = AlignedMemory.Allocate(Blocks * Block);
        foreach (var size in (int[])[Blocks, 3, 257, Blocks, 256, 20_000, 1, Blocks])
        {
            memory.Span.Clear();
            var reads = Enumerable.Range(0, size).Select(i => new FileRead(Part(memory, i % Blocks), i % Blocks * (long)Block)).ToArray();
            var counts = new int[size];

            await direct.File.ReadManyAsync(reads, counts).InTime();

            counts.ShouldAllBe(count => count == Block);
            var read = int.Min(size, Blocks) * Block;
            memory.Span[..read].SequenceEqual(DirectFile.Content(Blocks).AsSpan(0, read)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_batch_that_transfers_nothing_is_over()
    {
        await using var scheduler = Rings.Require();
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 1);
        int[] counts = [7];

        await direct.File.ReadManyAsync(Array.Empty<FileRead>(), counts).InTime();
        await direct.File.WriteManyAsync(Array.Empty<FileWrite>()).InTime();
        counts.ShouldBe([7]);
        await direct.File.ReadManyAsync(new FileRead[] { new(Memory<byte>.Empty, 0) }, counts).InTime();
        await direct.File.WriteManyAsync(new FileWrite[] { new(ReadOnlyMemory<byte>.Empty, Block) }).InTime();

        counts.ShouldBe([0]);
        direct.Read().ShouldBe(DirectFile.Content(1));
    }

    [Fact]
    public async Task What_is_empty_in_a_batch_is_left_out()
    {
        await using var scheduler = Rings.Require();
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 3);
        var memory = AlignedMemory.Allocate(2 * Block);
        int[] counts = [7, 7, 7, 7, 7];

        await direct.File.ReadManyAsync(
            new FileRead[] { new(default, 0), new(Part(memory, 0), 2 * Block), new(default, Block), new(Part(memory, 1), Block), new(default, 0) }, counts).InTime();

        counts.ShouldBe([0, Block, 0, Block, 0]);
        (First(Part(memory, 0)), First(Part(memory, 1))).ShouldBe((2, 1));
    }

    /// <summary>What can go past the cache is not mixed with what cannot: the kernel would refuse it.</summary>
    [Fact]
    public async Task A_batch_that_is_aligned_in_part_only_is_transferred()
    {
        await using var scheduler = Rings.Require();
        var fileSystem = new Ringed.FileSystem(StoragePlatform.Current, scheduler);
        await using var direct = new DirectFile(fileSystem, blocks: 3);
        await using var file = fileSystem.Open(direct.File.Path, new StorageFileOptions { Caching = Caching.Auto });
        var memory = AlignedMemory.Allocate(2 * Block);
        var counts = new int[2];

        await file.ReadManyAsync(new FileRead[] { new(memory.Slice(1, 8), Block + 4), new(Part(memory, 1), 2 * Block) }, counts).InTime();
        (counts[0], counts[1], First(memory[1..]), First(Part(memory, 1))).ShouldBe((8, Block, 1, 2));
        await file.WriteManyAsync(new FileWrite[] { new(memory.Slice(1, 4), 4), new(Part(memory, 1), Block) }).InTime();

        (BitConverter.ToInt32(direct.Read(), 4), BitConverter.ToInt32(direct.Read(), Block)).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Each_read_goes_on_until_its_buffer_is_full()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 1 });
        await using var pipe = new Pipe(scheduler);
        var reads = Reads(3, 4);
        var counts = new int[3];

        var reading = pipe.Reader.ReadManyAsync(reads, counts).AsTask();
        pipe.Put([1, 2]);
        pipe.Put([3, 4, 5]);
        pipe.Put([6, 7, 8, 9, 10, 11]);
        reading.IsCompleted.ShouldBeFalse();
        pipe.Put([12]);

        await reading.InTime();
        counts.ShouldBe([4, 4, 4]);
        reads.SelectMany(read => read.Buffer.ToArray()).ShouldBe(Enumerable.Range(1, 12).Select(i => (byte)i));
    }

    [Fact]
    public async Task Reads_are_short_where_the_stream_ends()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 1 });
        await using var pipe = new Pipe(scheduler);
        var counts = new int[3];
        var reading = pipe.Reader.ReadManyAsync(Reads(3, 4), counts).AsTask();

        pipe.Put([1, 2, 3, 4, 5, 6]);
        pipe.EndWriting();

        await reading.InTime();
        counts.ShouldBe([4, 2, 0]);
    }

    [Fact]
    public async Task Each_write_goes_on_until_all_is_written()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 1 });
        await using var pipe = new Pipe(scheduler);
        var bytes = new byte[3 << 18];
        new Random(1).NextBytes(bytes);
        var taken = new byte[bytes.Length];

        var writing = pipe.Writer.WriteManyAsync(Enumerable.Range(0, 3).Select(i => new FileWrite(bytes.AsMemory(i << 18, 1 << 18), 0)).ToArray()).AsTask();
        pipe.Take(taken);

        await writing.InTime();
        taken.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task A_write_that_fails_says_how_far_it_came()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 1 });
        await using var pipe = new Pipe(scheduler);
        FileWrite[] writes = [new(new byte[64], 0), new(new byte[1 << 20], 1000), new(new byte[64], 5000)];
        var writing = pipe.Writer.WriteManyAsync(writes).AsTask();

        pipe.Take(new byte[64 + 10]);
        pipe.EndReading();

        var error = await Should.ThrowAsync<StorageException>(writing.InTime);
        error.Offset.ShouldBe(1000);
        error.BytesWritten.ShouldBeInRange(10, (1 << 20) - 1);
    }

    [Fact]
    public async Task The_first_that_fails_is_the_error()
    {
        await using var scheduler = Rings.Require();
        await using var direct = new DirectFile(new Ringed.FileSystem(StoragePlatform.Current, scheduler), blocks: 4);
        using var handle = direct.File.DuplicateHandle();

        // To the library this is a file like any; the kernel wants offsets that are aligned.
        await using var file = new Ringed.FileSystem(new HandlePlatform { Next = handle }, scheduler).OpenWrite("direct");
        var memory = AlignedMemory.Allocate(4 * Block);
        long[] offsets = [0, 200, Block, 100];

        var unread = await Should.ThrowAsync<StorageException>(() => file.ReadManyAsync(offsets.Select((offset, i) => new FileRead(Part(memory, i), offset)).ToArray(), new int[4]).InTime());
        var unwritten = await Should.ThrowAsync<StorageException>(() => file.WriteManyAsync(offsets.Select((offset, i) => new FileWrite(Part(memory, i), offset)).ToArray()).InTime());

        (unread.Offset, unread.SystemError).ShouldBe((200, 22));
        (unwritten.Offset, unwritten.SystemError).ShouldBe((200, 22));
        (await file.ReadAtAsync(Part(memory, 0), 3 * Block)).ShouldBe(Block);
    }

    [Theory, InlineData(2), InlineData(256)]
    public async Task A_batch_that_never_gets_anything_is_cancelled_as_a_whole(int maximumInFlight)
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = maximumInFlight });
        await using var pipe = new Pipe(scheduler);
        using var cancellation = new CancellationTokenSource();
        var reading = pipe.Reader.ReadManyAsync(Reads(200, 1), new int[200], cancellation.Token).AsTask();

        cancellation.Cancel();

        (await Should.ThrowAsync<OperationCanceledException>(reading.InTime)).CancellationToken.ShouldBe(cancellation.Token);
        var buffer = new byte[2];
        pipe.Put([1, 2]);
        (await pipe.Reader.ReadAtAsync(buffer, 0).InTime()).ShouldBe(2);
        buffer.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_shutdown_waits_for_all_of_a_batch()
    {
        var scheduler = Rings.Require(new() { MaximumInFlight = 2 });
        await using var pipe = new Pipe(scheduler);
        var counts = new int[20];
        var reading = pipe.Reader.ReadManyAsync(Reads(20, 1), counts).AsTask();

        var ended = scheduler.DisposeAsync().AsTask();
        pipe.Put(new byte[19]);
        (reading.IsCompleted, ended.IsCompleted).ShouldBe((false, false));
        pipe.Put([1]);

        await ended.InTime();
        await reading.InTime();
        counts.ShouldAllBe(count => count == 1);
        await Should.ThrowAsync<ObjectDisposedException>(() => pipe.Reader.ReadManyAsync(Reads(2, 1), new int[2]).InTime());
    }

    private static FileRead[] Reads(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new FileRead(new byte[length], 0))];

    private static Memory<byte> Part(Memory<byte> memory, int i) => memory.Slice(i * Block, Block);

    private static int First(Memory<byte> block) => BitConverter.ToInt32(block.Span);
}
