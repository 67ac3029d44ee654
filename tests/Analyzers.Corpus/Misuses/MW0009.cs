using Mapwright;
using Mapwright.Pooled;

await using var log = await StorageFile.OpenWriteAsync("log.bin");
log.FlushAllAsync(); // MW0009
await Task.Yield();

class Twice
{
    async Task Awaited(StorageFile file)
    {
        var pending = file.FlushAllAsync();
        await pending;
        await pending; // MW0009
    }

    async Task<int> Result(StorageFile file, byte[] buffer)
    {
        var pending = file.ReadAtAsync(buffer, 0);
        await pending;
        return pending.Result; // MW0009
    }

    async Task ConfiguredTwice(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        await pending.ConfigureAwait(false);
        await pending.ConfigureAwait(false); // MW0009
    }

    async Task AsTaskAfterAwait(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        await pending;
        await pending.AsTask(); // MW0009
    }

    async Task TwoTasks(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        var first = pending.AsTask();
        var second = pending.AsTask(); // MW0009
        await Task.WhenAll(first, second);
    }

    async Task InEachRound(StorageFile file, int rounds)
    {
        var pending = file.FlushDataAsync();
        for (var i = 0; i < rounds; i++)
        {
            await pending; // MW0009
        }
    }

    async Task AnAlias(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        var same = pending;
        await pending;
        await same; // MW0009
    }

    async Task InFinally(StorageFile file, byte[] buffer)
    {
        var pending = file.ReadAtAsync(buffer, 0);
        try
        {
            Console.WriteLine(await pending);
        }
        finally
        {
            await pending; // MW0009
        }
    }

    async Task AfterBothBranches(StorageFile file, bool quiet)
    {
        var pending = file.FlushDataAsync();
        if (quiet)
        {
            await pending.ConfigureAwait(false);
        }
        else
        {
            await pending;
        }

        await pending; // MW0009
    }

    async Task SomePaths(StorageFile file, bool now)
    {
        var pending = file.FlushDataAsync();
        if (now)
        {
            await pending;
        }

        await pending; // MW0009 info
    }

    async Task WaitedFor(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        pending.AsTask().Wait();
        await pending; // MW0009
    }

    async Task InOneCall(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        await Task.WhenAll(pending.AsTask(), pending.AsTask()); // MW0009
    }

    async Task InALambda(FileLock file)
    {
        Func<Task> work = async () =>
        {
            var pending = file.LockExclusiveAsync();
            using (await pending)
            {
            }

            await pending; // MW0009
        };
        await work();
    }

    async Task Preserved(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        await pending;
        var kept = pending.Preserve(); // MW0009
        await kept;
    }
}

class Dropped
{
    async Task Statement(StorageFile file, byte[] page)
    {
        file.WriteAtAsync(page, 0); // MW0009
        await file.FlushAllAsync();
    }

    void InSynchronousCode(StorageFile file, byte[] page)
    {
        file.WriteAtAsync(page, 0); // MW0009
    }

    void Configured(StorageFile file) => file.FlushAllAsync().ConfigureAwait(false); // MW0009

    void Conditional(StorageFile? file)
    {
        file?.FlushAllAsync(); // MW0009
    }

    void NeverUsed(StorageFile file)
    {
        var pending = file.FlushAllAsync(); // MW0009
    }

    void ALambda(StorageFile file, List<Action> later)
    {
        later.Add(() => file.FlushAllAsync()); // MW0009
    }

    void InALoop(StorageFile file, IEnumerable<byte[]> pages)
    {
        foreach (var page in pages)
        {
            file.AppendAsync(page); // MW0009
        }
    }

    void Overwritten(StorageFile file, byte[] page)
    {
        var pending = file.WriteAtAsync(page, 0); // MW0009
        pending = file.FlushAllAsync();
        pending.AsTask().Wait();
    }
}

class Flagged
{
    async Task TheWrongWay(StorageFile file, Action work)
    {
        var pending = file.FlushAllAsync();
        var awaited = false;
        try
        {
            work();
            await pending;
            awaited = true;
        }
        finally
        {
            if (awaited)
            {
                await pending; // MW0009
            }
        }
    }
}

class Blocking
{
    int ResultTooEarly(StorageFile file, byte[] buffer) => file.ReadAtAsync(buffer, 0).Result; // out of reach: it is the right use where the task is complete

    int GetResult(StorageFile file, byte[] buffer) => file.ReadAtAsync(buffer, 0).GetAwaiter().GetResult(); // out of reach: it is the right use where the task is complete

    private ValueTask _pending;

    async Task AField(StorageFile file)
    {
        _pending = file.FlushAllAsync();
        await _pending;
        await _pending; // out of reach: another thread may have stored another one in the field
    }
}
