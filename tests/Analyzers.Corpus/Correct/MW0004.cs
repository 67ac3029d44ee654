using Mapwright;
using Mapwright.Pooled;

await using var results = await RangedFile.CreateAsync("results.bin", 1 << 20);
var receipt = await results.WriteAsync(await results.AllocateAsync(512), new byte[512]); // right: kept
await results.FlushAsync(receipt);

class Used
{
    void Chained(RangedFile file, AllocatedRange range, byte[] data) => file.Flush(file.Write(range, data)); // right: handed on

    async Task ChainedAsync(RangedFile file, AllocatedRange range, byte[] data) =>
        await file.FlushAsync(await file.WriteAsync(range, data).ConfigureAwait(false)); // right: handed on

    void InAUsing(StorageFile file)
    {
        using (file.LockExclusive()) // right: using gives it back
        {
            file.FlushAll();
        }
    }

    async Task InAUsingDeclaration(FileLock file, CancellationToken cancel)
    {
        await using var guard = await file.LockExclusiveAsync(cancel); // right: kept until the end
    }

    WriteReceipt Returned(RangedFile file, AllocatedRange range, byte[] data) => file.Write(range, data); // right: returned

    ValueTask<WriteReceipt> ReturnedTask(RangedFile file, AllocatedRange range, byte[] data) => file.WriteAsync(range, data); // right: returned

    void InAList(RangedFile file, List<WriteReceipt> receipts, byte[] data)
    {
        receipts.Add(file.Write(file.Allocate(data.Length), data)); // right: collected
        file.FlushMany(receipts.ToArray());
    }

    void InAnInitializer(RangedFile file, byte[] data)
    {
        var receipts = new[] { file.Write(file.Allocate(data.Length), data) }; // right: collected
        file.FlushMany(receipts);
    }

    bool InACondition(FileLock file)
    {
        if (file.TryLock(LockMode.Shared) is { } guard) // right: matched by a pattern
        {
            guard.Dispose();
            return true;
        }

        return false;
    }

    void Discarded(RangedFile file, AllocatedRange range, byte[] data)
    {
        _ = file.Write(range, data); // right: meant so
        file.Flush();
    }

    void Assigned(RangedFile file, byte[] data)
    {
        WriteReceipt last = default;
        for (var i = 0; i < 3; i++)
        {
            last = file.Write(file.Allocate(data.Length), data); // right: assigned
        }

        file.Flush(last);
    }

    void OutParameter(RangedFile file)
    {
        file.TryAllocate(16, out var range); // right: returns a bool
        file.Release(range);
    }

    void Deconstructed(RangedFile file, byte[] data)
    {
        var (a, b) = (file.Allocate(16), file.Allocate(16)); // right: kept
        file.Release(a);
        file.Release(b);
    }

    async Task Together(RangedFile file, byte[][] parts) =>
        await file.FlushManyAsync(await Task.WhenAll(parts.Select(part => file.WriteAsync(file.Allocate(part.Length), part).AsTask()))); // right: gathered

    void Coalesced(FileLock file)
    {
        using var guard = file.TryLock(LockMode.Shared) ?? file.LockShared(); // right: one of the two is kept
    }

    LockConversion Converted(LockGuard guard) => guard.Downgrade(); // right: returned
}

class NoTokens
{
    void OtherResults(StorageFile file, byte[] buffer)
    {
        file.ReadAt(buffer, 0); // right: a count is no token
        file.Append(buffer); // right: an offset is no token
        file.MarkWritten(); // right: a mark obliges to nothing
    }

    async Task OtherAsyncResults(StorageFile file, byte[] buffer)
    {
        await file.ReadAtAsync(buffer, 0); // right: a count is no token
        await file.AppendAsync(buffer);
    }

    void HandedBack(Stack<LockGuard> guards)
    {
        guards.Push(new FileStreamLock().Take());
        guards.Pop(); // right: whoever pushed it holds it too
    }

    void Exchanged(ref LockGuard? held)
    {
        Interlocked.Exchange(ref held, null); // right: hands on what somebody else holds
    }

    private sealed class FileStreamLock
    {
        public LockGuard Take() => FileLock.Open("a.lock").LockExclusive(); // right: returned
    }
}

class Expressions(RangedFile file)
{
    private WriteReceipt _last;

    void InAField(AllocatedRange range, byte[] data) => _last = file.Write(range, data); // right: kept in a field

    WriteReceipt Arms(AllocatedRange range, byte[] data, bool twice) => twice switch
    {
        true => file.Write(range, [.. data, .. data]), // right: returned
        false => file.Write(range, data),
    };

    void Asserted(AllocatedRange range, byte[] data)
    {
        Console.WriteLine(file.Write(range, data)); // right: used
    }

    Func<byte[], WriteReceipt> Later(AllocatedRange range) => data => file.Write(range, data); // right: the lambda returns it
}
