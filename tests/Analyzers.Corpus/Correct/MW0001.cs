using Mapwright;
using Mapwright.Pooled;

await using var results = await RangedFile.CreateAsync("results.bin", 1 << 20);
var first = await results.AllocateAsync(512);
var done = await results.WriteAsync(first, new byte[512]); // right: each range is written once
await results.FlushAsync(done);
var second = results.Rewrite(done); // right: the receipt becomes a range again
await results.FlushAsync(await results.WriteAsync(second, new byte[512]));

class Once
{
    void RewriteGivesANewRange(RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        var receipt = file.Write(range, data);
        range = file.Rewrite(receipt); // right: the variable holds another range now
        receipt = file.Write(range, data);
        file.Flush(receipt);
    }

    async Task ANewRangeInTheSameVariable(RangedFile file, byte[] data)
    {
        var range = await file.AllocateAsync(data.Length);
        await file.FlushAsync(await file.WriteAsync(range, data));
        range = await file.AllocateAsync(data.Length); // right: assigned anew
        await file.FlushAsync(await file.WriteAsync(range, data));
    }

    int ReadingSpendsNothing(RangedFile file, AllocatedRange range, byte[] data)
    {
        var receipt = file.Write(range, data);
        var count = file.Read(receipt, data); // right: reading does not spend
        count += file.Read(receipt, data, 10);
        file.Flush(receipt);
        return count + (int)range.Length; // right: where a range was is known for ever
    }

    void FlushedTogether(RangedFile file, byte[] data)
    {
        var a = file.Write(file.Allocate(data.Length), data);
        var b = file.Write(file.Allocate(data.Length), data);
        file.FlushMany([a, b]); // right: two receipts
    }

    void EachHalf(RangedFile file, AllocatedRange range, byte[] data)
    {
        if (range.TrySplitDown(4096, out var low, out var high))
        {
            file.Flush(file.Write(low, data.AsSpan(0, (int)low.Length)));
            file.Flush(file.Write(high, data.AsSpan((int)low.Length))); // right: the other half
        }
        else
        {
            file.Flush(file.Write(range, data)); // right: it was not split
        }
    }

    void EachQuarter(RangedFile file, AllocatedRange range, byte[] data)
    {
        if (range.TrySplitDown(8192, out var low, out var high) && low.TrySplitDown(4096, out var first, out var second))
        {
            file.Flush(file.Write(high, data.AsSpan((int)low.Length)));
            file.Flush(file.Write(first, data.AsSpan(0, (int)first.Length)));
            file.Flush(file.Write(second, data.AsSpan((int)first.Length, (int)second.Length))); // right: the other part of the part
        }
    }

    void EachAllocation(RangedFile file, byte[] data)
    {
        for (var range = file.Allocate(8192); range.TrySplitUp(4096, out var low, out var high); range = file.Allocate(8192))
        {
            file.Flush(file.Write(low, data));
            file.Flush(file.Write(high, data)); // right: each turn splits another range
        }
    }
}

class Failures
{
    void Retried(RangedFile file, AllocatedRange range, byte[] data)
    {
        WriteReceipt receipt;
        try
        {
            receipt = file.Write(range, data);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.NoSpace)
        {
            receipt = file.Write(range, data); // right: the write that threw did not spend it
        }

        file.Flush(receipt);
    }

    async Task RetriedInALoop(RangedFile file, byte[] data, CancellationToken cancel)
    {
        var range = await file.AllocateAsync(data.Length, cancel);
        while (true)
        {
            try
            {
                await file.FlushAsync(await file.WriteAsync(range, data, cancel), cancel); // right: a round ends in success, or threw
                return;
            }
            catch (StorageException) when (!cancel.IsCancellationRequested)
            {
            }
        }
    }

    void GivenBackAfterAFailure(RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        try
        {
            file.Flush(file.Write(range, data));
        }
        catch (StorageException)
        {
            file.Release(range); // right: it was not written
            throw;
        }
    }

    WriteReceipt? FlaggedAttempts(RangedFile file, AllocatedRange range, byte[] data)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                return file.Write(range, data); // right: leaves the loop
            }
            catch (IOException)
            {
            }
        }

        return null;
    }
}

class Flags
{
    void UntilItIsDone(RangedFile file, AllocatedRange range, byte[] data)
    {
        var done = false;
        while (!done)
        {
            try
            {
                file.Flush(file.Write(range, data)); // right: the next round is only for a write that threw
                done = true;
            }
            catch (IOException)
            {
            }
        }
    }

    async Task SomeAttempts(RangedFile file, AllocatedRange range, byte[] data, CancellationToken cancel)
    {
        var failed = true;
        for (var attempt = 0; failed && attempt < 3; attempt++)
        {
            failed = false;
            try
            {
                await file.FlushAsync(await file.WriteAsync(range, data, cancel), cancel); // right: the next round is only for a write that threw
            }
            catch (StorageException)
            {
                failed = true;
            }
        }
    }

    WriteReceipt RolledBack(RangedFile file, AllocatedRange range, byte[] data)
    {
        var ok = false;
        try
        {
            var receipt = file.Write(range, data);
            ok = true;
            return receipt;
        }
        finally
        {
            if (!ok)
            {
                file.Release(range); // right: it was not written
            }
        }
    }

    void RolledBackByALocalFunction(RangedFile file, AllocatedRange range, byte[] data)
    {
        bool ok = false;
        try
        {
            Store();
        }
        finally
        {
            Undo();
        }

        void Store()
        {
            file.Flush(file.Write(range, data));
            ok = true;
        }

        void Undo()
        {
            if (ok == false)
            {
                file.Release(range); // right: it was not written
            }
        }
    }

    void AfterTheHandler(RangedFile file, AllocatedRange range, byte[] data)
    {
        var failed = false;
        try
        {
            file.Flush(file.Write(range, data));
        }
        catch (IOException)
        {
            failed = true;
        }

        if (failed)
        {
            file.Release(range); // right: it was not written
        }
    }

    void AfterTheError(RangedFile file, AllocatedRange range, byte[] data)
    {
        Exception? error = null;
        try
        {
            file.Flush(file.Write(range, data));
        }
        catch (IOException exception)
        {
            error = exception;
        }

        if (error is not null)
        {
            file.Release(range); // right: it was not written
            throw new InvalidOperationException("not stored", error);
        }
    }

    WriteReceipt UntilThereIsAReceipt(RangedFile file, AllocatedRange range, byte[] data)
    {
        WriteReceipt? receipt = null;
        while (receipt is null)
        {
            try
            {
                receipt = file.Write(range, data); // right: the next round is only for a write that threw
            }
            catch (IOException)
            {
            }
        }

        return receipt.Value;
    }

    void OneOrTheOther(RangedFile file, AllocatedRange range, byte[] data, bool keep)
    {
        if (keep)
        {
            file.Flush(file.Write(range, data));
        }

        Console.WriteLine(range.Offset);
        if (!keep)
        {
            file.Release(range); // right: it was not kept
        }
    }
}

class Renewed(RangedFile file, AllocatedRange range)
{
    void Twice(byte[] data)
    {
        range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data));
        Renew();
        file.Flush(file.Write(range, data)); // right: the other method has stored another one
    }

    private void Renew() => range = file.Allocate(range.Length);
}

class Branches
{
    void Either(RangedFile file, AllocatedRange range, byte[] data, bool keep)
    {
        if (keep)
        {
            file.Flush(file.Write(range, data));
        }
        else
        {
            file.Release(range); // right: the other branch
        }
    }

    WriteReceipt Conditional(RangedFile file, AllocatedRange range, byte[] a, byte[] b, bool choice) =>
        choice ? file.Write(range, a) : file.Write(range, b); // right: one of the two

    void EarlyReturn(RangedFile file, AllocatedRange range, byte[] data, bool empty)
    {
        if (empty)
        {
            file.Release(range);
            return;
        }

        file.Flush(file.Write(range, data)); // right: the method has returned
    }

    void EarlyThrow(RangedFile file, AllocatedRange range, byte[] data)
    {
        if (data.Length == 0)
        {
            file.Release(range);
            throw new ArgumentException("empty", nameof(data));
        }

        file.Flush(file.Write(range, data)); // right: the method has thrown
    }

    WriteReceipt Arms(RangedFile file, AllocatedRange range, byte[] data, int kind) => kind switch
    {
        0 => file.Write(range, data),
        1 => file.Write(range, new byte[range.Length]), // right: another arm
        _ => throw new NotSupportedException(),
    };
}

class Loops
{
    void OneForEachPart(RangedFile file, IEnumerable<byte[]> parts)
    {
        foreach (var part in parts)
        {
            var range = file.Allocate(part.Length); // right: made in each round
            file.Flush(file.Write(range, part));
        }
    }

    void Moved(RangedFile file, IEnumerable<byte[]> parts)
    {
        var range = file.Allocate(4096);
        foreach (var part in parts)
        {
            file.Flush(file.Write(range, part));
            range = file.Allocate(4096); // right: the next round has the next range
        }

        file.Release(range);
    }

    void FirstThatFits(RangedFile file, AllocatedRange range, IEnumerable<byte[]> parts)
    {
        foreach (var part in parts)
        {
            if (part.Length == range.Length)
            {
                file.Flush(file.Write(range, part)); // right: followed by break
                break;
            }
        }
    }

    void Split(RangedFile file, AllocatedRange range, byte[] data)
    {
        while (range.TrySplitUp(4096, out var low, out var rest))
        {
            file.Flush(file.Write(low, data.AsSpan(0, (int)low.Length)));
            range = rest; // right: what is left
        }

        file.Flush(file.Write(range, data.AsSpan(0, (int)range.Length)));
    }
}

class Tasks
{
    async Task AllAtOnce(RangedFile file, IReadOnlyList<byte[]> parts)
    {
        var receipts = await Task.WhenAll(parts.Select(async part =>
        {
            var range = await file.AllocateAsync(part.Length); // right: each call of the lambda has its own
            return await file.WriteAsync(range, part);
        }));
        await file.FlushManyAsync(receipts);
    }

    Task Each(RangedFile file, IEnumerable<byte[]> parts) => Parallel.ForEachAsync(parts, async (part, cancel) =>
    {
        var range = await file.AllocateAsync(part.Length, cancel);
        await file.FlushAsync(await file.WriteAsync(range, part, cancel), cancel); // right: a range for each part
    });

    async Task Zipped(RangedFile file, AllocatedRange[] ranges, byte[][] parts)
    {
        var writes = ranges.Zip(parts, (range, part) => file.WriteAsync(range, part).AsTask()); // right: each range once
        await file.FlushManyAsync(await Task.WhenAll(writes));
    }
}

class Others(RangedFile file)
{
    private readonly Queue<AllocatedRange> _free = new();

    void FromAQueue(byte[] data)
    {
        file.Flush(file.Write(_free.Dequeue(), data));
        file.Flush(file.Write(_free.Dequeue(), data)); // right: another element
    }

    void Indexed(AllocatedRange[] ranges, byte[] data)
    {
        file.Flush(file.Write(ranges[0], data));
        file.Flush(file.Write(ranges[1], data)); // right: another element
    }

    void Refilled(ref AllocatedRange range, byte[] data)
    {
        file.Flush(file.Write(range, data));
        Refill(ref range);
        file.Flush(file.Write(range, data)); // right: the helper stored another one
    }

    private void Refill(ref AllocatedRange range) => range = file.Allocate(range.Length);

    void Asked(AllocatedRange range, byte[] data)
    {
        Console.WriteLine(Describe(range)); // right: the helper is not said to spend it
        file.Flush(file.Write(range, data));
    }

    private static string Describe(AllocatedRange range) => $"{range.Offset}+{range.Length}";
}

class AssignedByAChoice
{
    void Anew(RangedFile file, byte[] data, bool large)
    {
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data));
        range = large ? file.Allocate(2 * data.Length) : file.Allocate(data.Length); // right: assigned, not read
        file.Flush(file.Write(range, data));
    }
}
