namespace Mapwright.Core.Tests.Ranges;

public sealed class RangedFileConcurrencyTests : RangedFileTest
{
    [Fact]
    public void Many_threads_fill_a_file_and_every_byte_is_where_its_receipt_says()
    {
        const int Threads = 12;
        using var file = Files.CreateRanged(Path, 2048 * Page + 100);
        var receipts = new List<WriteReceipt>[Threads];
        var threads = Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            var random = new Random(index);
            var own = receipts[index] = [];
            while (file.Remaining > 0)
            {
                if (file.TryAllocate(random.Next(1, 3 * Page), out var range) || file.TryAllocate(1, out range))
                {
                    own.Add(file.Write(range, Content(range.Offset, (int)range.Length)));
                }
            }

            file.FlushMany(own.ToArray());
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        var bytes = File.ReadAllBytes(Path);
        var all = receipts.SelectMany(own => own).OrderBy(receipt => receipt.Offset).ToArray();
        all.All(receipt => bytes.AsSpan((int)receipt.Offset, (int)receipt.Length).SequenceEqual(Content(receipt.Offset, (int)receipt.Length))).ShouldBeTrue();
        all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Offset + pair.First.Length <= pair.Second.Offset);
        file.Remaining.ShouldBe(0);
    }

    [Fact]
    public void Of_many_threads_that_write_the_same_range_one_succeeds()
    {
        const int Threads = 4;
        const int Rounds = 500;
        using var file = Files.CreateRanged(Path, Rounds * Page);
        var ranges = Enumerable.Range(0, Rounds).Select(_ => file.Allocate(Page)).ToArray();
        var written = 0;
        var misused = 0;
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            var data = new byte[Page];
            Array.Fill(data, (byte)(index + 1));
            start.SignalAndWait();
            foreach (var range in ranges)
            {
                try
                {
                    file.Write(range, data);
                    Interlocked.Increment(ref written);
                }
                catch (StorageException exception) when (exception.Code == StorageErrorCode.TokenMisused)
                {
                    Interlocked.Increment(ref misused);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        written.ShouldBe(Rounds);
        misused.ShouldBe(Rounds * (Threads - 1));
        File.ReadAllBytes(Path).Chunk(Page).All(page => page[0] != 0 && !page.AsSpan().ContainsAnyExcept(page[0])).ShouldBeTrue();
    }

    [Fact]
    public void A_write_and_its_flush_allocate_nothing()
    {
        using var file = Files.CreateRanged(Path, 4096 * Page);
        var data = new byte[Page];
        Platform.Flushes.Capacity = 10_000;
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Round();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Round()
        {
            var receipt = file.Write(file.Allocate(Page), data);
            file.Read(receipt, data);
            file.Flush(receipt);
        }
    }

    private static byte[] Content(long offset, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)(((offset + i) * 2_654_435_761) >> 16);
        }

        return bytes;
    }
}
