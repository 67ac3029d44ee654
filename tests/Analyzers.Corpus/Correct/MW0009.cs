using Mapwright;
using Mapwright.Pooled;

await using var log = await StorageFile.OpenWriteAsync("log.bin");
await log.FlushAllAsync(); // right: awaited

class Once
{
    async Task Stored(StorageFile file, Func<Task> work)
    {
        var pending = file.FlushAllAsync();
        await work();
        await pending; // right: once
    }

    async Task Anew(StorageFile file)
    {
        var pending = file.FlushDataAsync();
        await pending;
        pending = file.FlushAllAsync();
        await pending; // right: another one
    }

    async Task InEachRound(StorageFile file, IEnumerable<byte[]> pages)
    {
        foreach (var page in pages)
        {
            var pending = file.AppendAsync(page);
            await pending; // right: one in each round
        }
    }

    async Task ATask(StorageFile file)
    {
        var pending = file.FlushAllAsync().AsTask();
        await pending;
        await pending; // right: a Task may be awaited again
    }

    async Task Preserved(StorageFile file)
    {
        var pending = file.FlushAllAsync().Preserve();
        await pending;
        await pending; // right: preserved for that
    }

    async Task EitherOr(StorageFile file, bool quiet)
    {
        var pending = file.FlushDataAsync();
        if (quiet)
        {
            await pending.ConfigureAwait(false);
        }
        else
        {
            await pending; // right: one of the two
        }
    }

    async Task<int> EarlyReturn(StorageFile file, byte[] buffer)
    {
        var pending = file.ReadAtAsync(buffer, 0);
        if (buffer.Length == 0)
        {
            return await pending;
        }

        return 1 + await pending; // right: the other path has returned
    }

    async Task<int> FastPath(StorageFile file, byte[] buffer)
    {
        var pending = file.ReadAtAsync(buffer, 0);
        return pending.IsCompletedSuccessfully ? pending.Result : await pending; // right: one of the two
    }

    ValueTask<int> AsksFirst(StorageFile file, byte[] buffer)
    {
        var pending = file.ReadAtAsync(buffer, 0);
        if (pending.IsCompleted)
        {
            Console.WriteLine("at once"); // right: a question
        }

        return pending;
    }

    async Task Prefetched(StorageFile file, byte[] a, byte[] b)
    {
        var next = file.ReadAtAsync(a, 0);
        for (var offset = 4096L; ; offset += 4096)
        {
            if (await next == 0) // right: assigned anew before the next round
            {
                break;
            }

            (a, b) = (b, a);
            next = file.ReadAtAsync(a, offset);
        }
    }
}

class Flagged
{
    async Task UnlessItWas(StorageFile file, Action work)
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
            if (!awaited)
            {
                await pending; // right: it was not awaited yet
            }
        }
    }

    async Task ByALambda(StorageFile file, Action<Action> run)
    {
        ValueTask pending = default;
        run(() => pending = file.FlushAllAsync()); // right: awaited by who called
        await pending;
    }
}

class Field(StorageFile file, ValueTask pending)
{
    void Begin() => pending = file.FlushAllAsync(); // right: the object awaits it

    async Task End() => await pending; // right: once
}

class HandedOn
{
    ValueTask Returned(StorageFile file) => file.FlushAllAsync(); // right: the caller awaits it

    Task AsATask(StorageFile file) => file.FlushAllAsync().AsTask(); // right: the caller awaits it

    async Task Together(StorageFile file, byte[] page)
    {
        await Task.WhenAll(file.WriteAtAsync(page, 0).AsTask(), file.WriteAtAsync(page, page.Length).AsTask()); // right: awaited together
    }

    async Task Collected(StorageFile file, IEnumerable<byte[]> pages)
    {
        var pending = new List<Task>();
        foreach (var page in pages)
        {
            pending.Add(file.AppendAsync(page).AsTask()); // right: awaited together
        }

        await Task.WhenAll(pending);
    }

    void Discarded(StorageFile file)
    {
        _ = file.FlushAllAsync(); // right: meant so
    }

    private ValueTask _pending;

    void InAField(StorageFile file) => _pending = file.FlushAllAsync(); // right: awaited elsewhere

    async Task Awaits() => await _pending; // right: once

    void Passed(StorageFile file) => Observe(file.FlushAllAsync()); // right: the helper awaits it

    private static async void Observe(ValueTask pending) => await pending; // right: once

    void Blocked(StorageFile file) => file.FlushAllAsync().AsTask().GetAwaiter().GetResult(); // right: a Task may be waited for

    async Task InAUsing(FileLock file)
    {
        using (await file.LockExclusiveAsync()) // right: once
        {
        }
    }

    async Task ALambda(StorageFile file, IEnumerable<byte[]> pages) =>
        await Task.WhenAll(pages.Select(page => file.AppendAsync(page).AsTask())); // right: the lambda returns it

    Func<ValueTask> Later(StorageFile file) => () => file.FlushAllAsync(); // right: the lambda returns it

    async Task ATimeout(StorageFile file) => await file.FlushAllAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1)); // right: once

    async Task OfSomebodyElse(Stream stream)
    {
        var pending = stream.WriteAsync(new byte[1]);
        await pending; // right: once
    }
}

class AssignedByAChoice
{
    async Task Anew(StorageFile file, bool all)
    {
        var flush = file.FlushDataAsync();
        await flush;
        flush = all ? file.FlushAllAsync() : file.FlushDataAsync(); // right: assigned, not read
        await flush;
    }
}
