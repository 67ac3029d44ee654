namespace Mapwright.Core.Tests.Devices;

public sealed class BufferAllocatorTests
{
    private const int Block = 4096;

    private readonly BufferAllocator _allocator = new(8 * Block, Block);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Block)]
    [InlineData(Block + 1)]
    [InlineData(8 * Block)]
    public void A_buffer_is_aligned_and_as_long_as_asked_for(int length)
    {
        using var buffer = _allocator.Allocate(length, Token);
        (buffer.Length, buffer.Memory.Length, buffer.Span.Length).ShouldBe((length, length, length));
        AlignedMemory.IsAligned(buffer.Span, Block).ShouldBeTrue();
        buffer.Allocator.ShouldBe(_allocator);
    }

    [Fact]
    public void Buffers_do_not_overlap_and_are_given_back()
    {
        var buffers = Enumerable.Range(0, 8).Select(_ => _allocator.Allocate(Block, Token)).ToArray();
        for (var i = 0; i < 8; i++)
        {
            buffers[i].Span.Fill((byte)i);
        }

        for (var i = 0; i < 8; i++)
        {
            buffers[i].Span.ContainsAnyExcept((byte)i).ShouldBeFalse();
        }

        _allocator.Available.ShouldBe(0);
        _allocator.TryAllocate(0).ShouldBeNull();
        Array.ForEach(buffers, buffer => buffer.Dispose());
        _allocator.Available.ShouldBe(_allocator.Size);
        _allocator.TryAllocate(8 * Block)!.Dispose();
    }

    [Fact]
    public void A_buffer_is_given_back_once()
    {
        var buffer = _allocator.Allocate(Block, Token);
        buffer.Dispose();
        buffer.Dispose();
        Should.Throw<ObjectDisposedException>(() => buffer.Memory);
        _allocator.Available.ShouldBe(_allocator.Size);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8 * Block + 1)]
    public void What_can_never_be_is_refused_and_not_waited_for(int length)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => _allocator.Allocate(length, Token));
        Should.Throw<ArgumentOutOfRangeException>(() => _allocator.AllocateAsync(length, Token).AsTask());
        Should.Throw<ArgumentOutOfRangeException>(() => _allocator.TryAllocate(length));
    }

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(4095, 4096)]
    [InlineData(4096, 0)]
    [InlineData(9000, 3000)]
    public void A_region_is_some_blocks_of_a_power_of_two(int size, int blockSize) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BufferAllocator(size, blockSize));

    [Fact]
    public void A_region_that_is_no_power_of_two_has_a_largest_buffer()
    {
        var allocator = new BufferAllocator(13 * Block, Block);
        allocator.LargestBuffer.ShouldBe(8 * Block);
        using var largest = allocator.Allocate(allocator.LargestBuffer, Token);
        using var rest = allocator.Allocate(4 * Block, Token);
        allocator.Available.ShouldBe(Block);
    }

    [Fact]
    public async Task Who_waits_is_served_in_order_and_not_overtaken_by_who_needs_less()
    {
        var first = _allocator.Allocate(4 * Block, Token);
        var second = _allocator.Allocate(2 * Block, Token);
        var large = _allocator.AllocateAsync(8 * Block, Token);
        var small = _allocator.AllocateAsync(Block, Token);
        small.IsCompleted.ShouldBeFalse("it fits, and stands behind one that does not");
        _allocator.TryAllocate(Block).ShouldBeNull();

        first.Dispose();
        large.IsCompleted.ShouldBeFalse();
        second.Dispose();
        var taken = await large;
        small.IsCompleted.ShouldBeFalse();
        taken.Dispose();
        (await small).Dispose();
        _allocator.Available.ShouldBe(_allocator.Size);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_takes_nothing_and_lets_the_next_one_go()
    {
        var held = _allocator.Allocate(4 * Block, Token);
        using var cancel = new CancellationTokenSource();
        var large = _allocator.AllocateAsync(8 * Block, cancel.Token);
        var small = _allocator.AllocateAsync(Block, Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await large);
        (await small).Dispose();
        held.Dispose();
        _allocator.Available.ShouldBe(_allocator.Size);
        Should.Throw<OperationCanceledException>(() => _allocator.Allocate(1, cancel.Token));
        await Should.ThrowAsync<OperationCanceledException>(async () => await _allocator.AllocateAsync(1, cancel.Token));
    }

    [Fact]
    public async Task A_thread_that_waits_is_woken()
    {
        var held = _allocator.Allocate(8 * Block, Token);
        var waiting = Task.Factory.StartNew(() => _allocator.Allocate(Block, Token), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var behind = _allocator.AllocateAsync(Block, Token);
        held.Dispose();
        (await behind).Dispose();
        (await waiting).Dispose();
        _allocator.Available.ShouldBe(_allocator.Size);
    }

    [Fact]
    public void Cleaning_zeroes_what_is_free_and_nothing_else()
    {
        var old = _allocator.Allocate(2 * Block, Token);
        var kept = _allocator.Allocate(Block, Token);
        old.Span.Fill(1);
        kept.Span.Fill(2);
        old.Dispose();
        _allocator.Clean();
        kept.Span.ContainsAnyExcept((byte)2).ShouldBeFalse();
        using var again = _allocator.Allocate(2 * Block, Token);
        again.Span.ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    [Fact]
    public void A_buffer_that_nobody_disposed_is_counted_and_not_given_to_another()
    {
        Leak(_allocator);
        while (_allocator.LeakedBuffers == 0)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        _allocator.Available.ShouldBe(7 * Block);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Leak(BufferAllocator allocator) => allocator.Allocate(1, Token);
    }

    [Fact]
    public async Task Loops_that_wait_and_cancel_lose_nothing()
    {
        const int Loops = 16;
        const int Rounds = 2_000;
        var loops = Enumerable.Range(0, Loops).Select(number => Task.Run(async () =>
        {
            var random = new Random(number);
            for (var round = 0; round < Rounds; round++)
            {
                using var cancel = new CancellationTokenSource();
                var pending = _allocator.AllocateAsync(random.Next(8 * Block), cancel.Token);
                if (random.Next(4) == 0)
                {
                    await cancel.CancelAsync();
                }

                try
                {
                    using var buffer = await pending;
                    buffer.Span.Fill((byte)number);
                    buffer.Span.ContainsAnyExcept((byte)number).ShouldBeFalse();
                }
                catch (OperationCanceledException)
                {
                    // Nothing was taken.
                }
            }
        })).ToArray();
        await Task.WhenAll(loops);
        _allocator.Available.ShouldBe(_allocator.Size);
        _allocator.LeakedBuffers.ShouldBe(0);
    }
}
