using Mapwright;
using Mapwright.Pooled;

await using var results = await RangedFile.CreateAsync("results.bin", 1 << 20);
var first = results.Allocate(512);
await results.FlushAsync(await results.WriteAsync(first, new byte[512]));
await results.FlushAsync(await results.WriteAsync(first, new byte[512])); // MW0001

class Twice
{
    void Write(RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        var receipt = file.Write(range, data);
        file.Flush(receipt);
        receipt = file.Write(range, data); // MW0001
        file.Flush(receipt);
    }

    async Task WriteAsync(RangedFile file, ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        var range = await file.AllocateAsync(data.Length, cancel).ConfigureAwait(false);
        var before = await file.WriteAsync(range, data, cancel).ConfigureAwait(false);
        var after = await file.WriteAsync(range, data, cancel).ConfigureAwait(false); // MW0001
        await file.FlushManyAsync(new[] { before, after }, cancel).ConfigureAwait(false);
    }

    void Flush(RangedFileBase file, AllocatedRange range, byte[] data)
    {
        var receipt = file.Write(range, data);
        file.Flush(receipt);
        file.Flush(receipt); // MW0001
    }

    void FlushAfterStart(RangedFileBase file, WriteReceipt receipt)
    {
        var pending = file.StartFlush(receipt);
        file.Flush(pending);
        file.Flush(receipt); // out of reach: the receipt and what StartFlush makes of it are two tokens of one right
    }

    void FlushPendingTwice(RangedFileBase file, WriteReceipt receipt)
    {
        var pending = file.StartFlush(receipt);
        file.Flush(pending);
        file.Flush(pending); // MW0001
    }

    void ReleaseAfterWrite(RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data));
        file.Release(range); // MW0001
    }

    void WriteAfterRelease(RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        file.Release(range);
        file.Flush(file.Write(range, data)); // MW0001
    }

    void OldReceiptAfterRewrite(RangedFile file, WriteReceipt receipt, byte[] data)
    {
        var again = file.Rewrite(receipt);
        var second = file.Write(again, data);
        file.Flush(receipt); // MW0001
        file.Flush(second);
    }

    WriteReceipt Expression(RangedFile file, AllocatedRange range, byte[] a, byte[] b) =>
        file.Write(range, a).Length == a.Length
            ? file.Write(range, b) // MW0001
            : throw new InvalidDataException();

    (WriteReceipt, WriteReceipt) Tuple(RangedFile file, AllocatedRange range, byte[] data) =>
        (file.Write(range, data),
         file.Write(range, data)); // MW0001
}

class Branches
{
    void BothBranches(RangedFile file, AllocatedRange range, byte[] data, bool compressed)
    {
        WriteReceipt receipt;
        if (compressed)
        {
            receipt = file.Write(range, data);
        }
        else
        {
            receipt = file.Write(range, data.Reverse().ToArray());
        }

        file.Flush(receipt);
        file.Flush(file.Write(range, data)); // MW0001
    }

    void OneBranch(RangedFile file, AllocatedRange range, byte[] data, bool early)
    {
        if (early)
        {
            file.Flush(file.Write(range, data));
        }

        file.Flush(file.Write(range, data)); // MW0001 info
    }

    void Switch(RangedFile file, AllocatedRange range, byte[] data, int kind)
    {
        var receipt = kind switch
        {
            0 => file.Write(range, data),
            1 => file.Write(range, new byte[range.Length]),
            _ => file.Write(range, Array.Empty<byte>()),
        };
        file.Flush(receipt);
        file.Release(range); // MW0001
    }

    void InFinally(RangedFile file, AllocatedRange range, byte[] data)
    {
        file.Flush(file.Write(range, data));
        try
        {
            Console.WriteLine(range.Length);
        }
        finally
        {
            file.Release(range); // MW0001
        }
    }

    void AfterUsing(RangedFile file, AllocatedRange range, byte[] data)
    {
        using (file.LockExclusive())
        {
            file.Flush(file.Write(range, data));
        }

        file.Flush(file.Write(range, data)); // MW0001
    }
}

class Loops
{
    void WrittenInEachRound(RangedFile file, IEnumerable<byte[]> parts)
    {
        var range = file.Allocate(4096);
        foreach (var part in parts)
        {
            file.Flush(file.Write(range, part)); // MW0001
        }
    }

    async Task CountedAsync(RangedFile file, byte[] data, CancellationToken cancel)
    {
        var range = await file.AllocateAsync(data.Length, cancel);
        for (var i = 0; i < 3; i++)
        {
            var receipt = await file.WriteAsync(range, data, cancel); // MW0001
            await file.FlushAsync(receipt, cancel);
        }
    }

    void FlushedInEachRound(RangedFile file, AllocatedRange range, byte[] data)
    {
        var receipt = file.Write(range, data);
        do
        {
            file.Flush(receipt); // MW0001
        }
        while (file.IsPoisoned);
    }
}

class Tasks
{
    async Task TwoWritesAtOnce(RangedFile file, byte[] a, byte[] b)
    {
        var range = file.Allocate(a.Length);
        var first = file.WriteAsync(range, a).AsTask();
        var second = file.WriteAsync(range, b).AsTask(); // MW0001
        var receipts = await Task.WhenAll(first, second);
        await file.FlushManyAsync(receipts);
    }

    async Task EachOfMany(RangedFile file, IReadOnlyList<byte[]> parts)
    {
        var range = file.Allocate(4096);
        await Parallel.ForEachAsync(parts, async (part, cancel) =>
            await file.FlushAsync(await file.WriteAsync(range, part, cancel), cancel)); // out of reach: the lambda runs many times, and only Parallel knows
    }

    async Task Selected(RangedFile file, IReadOnlyList<byte[]> parts)
    {
        var range = file.Allocate(4096);
        var receipts = await Task.WhenAll(parts.Select(part => file.WriteAsync(range, part).AsTask())); // out of reach: the lambda runs many times, and only Select knows
        await file.FlushManyAsync(receipts);
    }
}

class Aliases
{
    void Copied(RangedFile file, AllocatedRange range, byte[] data)
    {
        var same = range;
        file.Flush(file.Write(range, data));
        file.Flush(file.Write(same, data)); // MW0001
    }

    void Deconstructed(RangedFile file, byte[] data)
    {
        var (range, length) = (file.Allocate(data.Length), data.Length);
        file.Flush(file.Write(range, data.AsSpan(0, length)));
        file.Flush(file.Write(range, data)); // MW0001
    }

    void FromTry(RangedFile file, byte[] data)
    {
        if (!file.TryAllocate(data.Length, out var range))
        {
            return;
        }

        file.Flush(file.Write(range, data));
        file.Flush(file.Write(range, data)); // MW0001
    }

    void OfAField()
    {
        _file.Flush(_file.Write(_range, []));
        _file.Flush(_file.Write(_range, [])); // out of reach: another thread may have stored a new range in the field
    }

    private readonly RangedFile _file = RangedFile.Create("a", 4096);
    private AllocatedRange _range;
}

class Wrapper(RangedFile file)
{
    public WriteReceipt Save([Consumes] AllocatedRange range, byte[] data) => file.Write(range, data);

    void Twice(AllocatedRange range, byte[] data)
    {
        file.Flush(Save(range, data));
        file.Flush(Save(range, data)); // MW0001
    }

    void InALocalFunction(AllocatedRange range, byte[] data)
    {
        Store(range);
        Store(range);

        void Store([Consumes] AllocatedRange part) => file.Flush(file.Write(part, data)); // MW0001
    }

    void InALambda(byte[] data)
    {
        Action store = () =>
        {
            var range = file.Allocate(data.Length);
            file.Flush(file.Write(range, data));
            file.Flush(file.Write(range, data)); // MW0001
        };
        store();
    }

    void Unmarked(AllocatedRange range, byte[] data)
    {
        Hand(range, data);
        Hand(range, data); // out of reach: the parameter of the helper is not marked
    }

    private void Hand(AllocatedRange range, byte[] data) => file.Flush(file.Write(range, data));
}

class Flags
{
    void UntilItIsAsked(RangedFile file, AllocatedRange range, byte[] data, Func<bool> ask)
    {
        var done = false;
        while (!done)
        {
            file.Flush(file.Write(range, data)); // MW0001
            if (ask())
            {
                done = true;
            }
        }
    }

    void RolledBackTheWrongWay(RangedFile file, AllocatedRange range, byte[] data)
    {
        var ok = false;
        try
        {
            file.Flush(file.Write(range, data));
            ok = true;
        }
        finally
        {
            if (ok)
            {
                file.Release(range); // MW0001
            }
        }
    }

    void WithoutAnError(RangedFile file, AllocatedRange range, byte[] data)
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

        if (error is null)
        {
            file.Release(range); // MW0001
        }
    }

    void NeverSet(RangedFile file, AllocatedRange range, byte[] data)
    {
        var ok = false;
        try
        {
            file.Flush(file.Write(range, data));
        }
        finally
        {
            if (!ok)
            {
                file.Release(range); // MW0001
            }
        }
    }

    void UnderOneCondition(RangedFile file, AllocatedRange range, byte[] data, bool twice)
    {
        if (twice)
        {
            file.Flush(file.Write(range, data));
        }

        Console.WriteLine(range.Offset);
        if (twice)
        {
            file.Flush(file.Write(range, data)); // MW0001
        }
    }

    void WhenThisFails(RangedFile file, AllocatedRange range, byte[] data, Action confirm)
    {
        var ok = false;
        file.Flush(file.Write(range, data));
        try
        {
            confirm();
            ok = true;
        }
        finally
        {
            if (!ok)
            {
                file.Release(range); // MW0001
            }
        }
    }
}

class Halves
{
    void WholeAfterAPart(RangedFile file, AllocatedRange range, byte[] data)
    {
        if (!range.TrySplitDown(4096, out var low, out _))
        {
            return;
        }

        file.Flush(file.Write(low, data.AsSpan(0, (int)low.Length)));
        file.Flush(file.Write(range, data)); // MW0001
    }

    void PartAfterTheWhole(RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data));
        if (range.TrySplitUp(4096, out _, out var high))
        {
            file.Flush(file.Write(high, data.AsSpan((int)range.Length - (int)high.Length))); // MW0001
        }
    }

    void PartOfAPart(RangedFile file, AllocatedRange range, byte[] data)
    {
        if (range.TrySplitDown(8192, out var low, out var high) && low.TrySplitDown(4096, out var first, out _))
        {
            file.Flush(file.Write(first, data.AsSpan(0, (int)first.Length)));
            file.Flush(file.Write(high, data.AsSpan((int)low.Length)));
            file.Flush(file.Write(low, data.AsSpan(0, (int)low.Length))); // MW0001
        }
    }

    void OnlyWhereItWasSplit(RangedFile file, AllocatedRange range, byte[] data)
    {
        if (range.TrySplitDown(4096, out var low, out var high))
        {
            file.Flush(file.Write(low, data.AsSpan(0, (int)low.Length)));
            file.Flush(file.Write(high, data.AsSpan((int)low.Length)));
        }

        file.Flush(file.Write(range, data)); // MW0001 info
    }
}
