using Mapwright;
using Mapwright.Pooled;

await using var results = await RangedFile.CreateAsync("results.bin", 1 << 20);
results.Allocate(512); // MW0004
await results.WriteAsync(results.Allocate(512), new byte[512]); // MW0004

class Dropped
{
    void Receipt(RangedFile file, AllocatedRange range, byte[] data)
    {
        file.Write(range, data); // MW0004
        file.Flush();
    }

    async Task ReceiptAsync(RangedFile file, AllocatedRange range, byte[] data, CancellationToken cancel)
    {
        await file.WriteAsync(range, data, cancel).ConfigureAwait(false); // MW0004
    }

    void Guard(StorageFile file)
    {
        file.LockExclusive(); // MW0004
        file.FlushAll();
    }

    async Task GuardAsync(FileLock file, CancellationToken cancel) => await file.LockSharedAsync(TimeSpan.FromSeconds(1), cancel); // MW0004

    void Tried(FileLock file)
    {
        file.TryLock(LockMode.Exclusive); // MW0004
    }

    void Pending(RangedFileBase file, WriteReceipt receipt)
    {
        file.StartFlush(receipt); // MW0004
    }

    void Rewritten(RangedFileBase file, WriteReceipt receipt) => file.Rewrite(receipt); // MW0004

    void Leased(MutableMappedFile map)
    {
        map.Lease(); // MW0004
        map.CreateReader(); // MW0004
        map.CreateWriter(0, 16); // MW0004
    }

    void Converted(LockGuard guard)
    {
        guard.TryUpgrade(); // MW0004
    }
}

class Styles(RangedFile file)
{
    void ConditionalAccess(RangedFile? maybe)
    {
        maybe?.Allocate(10); // MW0004
    }

    void InALambda(AllocatedRange range, byte[] data)
    {
        Action save = () => file.Write(range, data); // MW0004
        save();
    }

    void InALocalFunction(AllocatedRange range, byte[] data)
    {
        Save();

        void Save() => file.Write(range, data); // MW0004
    }

    void InALoop(IEnumerable<byte[]> parts)
    {
        foreach (var part in parts)
            file.Write(file.Allocate(part.Length), part); // MW0004
    }

    void InFinally(Action work)
    {
        try
        {
            work();
        }
        finally
        {
            file.LockShared(); // MW0004
        }
    }

    void InAForHeader()
    {
        for (file.Allocate(1); file.Remaining > 0; file.Allocate(1)) // MW0004
        {
        }
    }

    void InASwitch(int kind, AllocatedRange range, byte[] data)
    {
        switch (kind)
        {
            case 0:
                file.Write(range, data); // MW0004
                break;
            default:
                file.Release(range);
                break;
        }
    }

    Task EachAsync(IEnumerable<byte[]> parts) => Parallel.ForEachAsync(parts, async (part, cancel) =>
    {
        await file.WriteAsync(await file.AllocateAsync(part.Length, cancel), part, cancel); // MW0004
    });

    async Task NotAwaited(AllocatedRange range, byte[] data)
    {
        file.WriteAsync(range, data); // MW0004
        await Task.Yield();
    }

    void Kept(AllocatedRange range, byte[] data)
    {
        var receipt = file.Write(range, data); // out of reach: it is assigned, and MW0003 sees whether it is flushed
    }

    void Everything(AllocatedRange[] ranges, byte[] data)
    {
        var all = ranges.Select(range => file.Write(range, data)).Count(); // out of reach: the lambda returns it to code that drops it
    }
}

[MustUse]
sealed class Ticket;

class Wrapper
{
    public Ticket Append(byte[] record) => new();

    [return: MustUse]
    public Task<int> ReserveAsync() => Task.FromResult(1);

    async Task Use(byte[] record)
    {
        Append(record); // MW0004
        new Ticket(); // MW0004
        await ReserveAsync(); // MW0004
    }
}
