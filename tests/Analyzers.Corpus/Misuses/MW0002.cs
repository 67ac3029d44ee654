using Mapwright;
using Mapwright.Pooled;

await using var log = await StorageFile.OpenWriteAsync("log.bin");
var head = log.WriteAtAsync(new byte[16], 0);
var body = log.WriteAtAsync(new byte[64], 8); // MW0002
await head;
await body;
await log.FlushAllAsync();

class Started
{
    async Task Both(StorageFile file, byte[] page)
    {
        var first = file.WriteAtAsync(page, 0).AsTask();
        var second = file.WriteAtAsync(page, 0).AsTask(); // MW0002
        await Task.WhenAll(first, second);
    }

    async Task InOneCall(StorageFile file, byte[] page) =>
        await Task.WhenAll(
            file.WriteAtAsync(page, 4096).AsTask(),
            file.WriteAtAsync(page, 4096).AsTask()); // MW0002

    async Task Zeroed(StorageFile file, byte[] page)
    {
        var zero = file.ZeroRangeAsync(0, 8192);
        await file.WriteDurableAtAsync(page, 4096); // MW0002
        await zero;
    }

    async Task ZeroedKnown(StorageFile file)
    {
        var zero = file.ZeroRangeAsync(0, 8192);
        await file.ZeroRangeAsync(4096, 4096); // MW0002
        await zero;
    }

    async Task Punched(StorageFile file, long offset)
    {
        var hole = file.PunchHoleAsync(offset, 4096);
        var zero = file.ZeroRangeAsync(offset + 4095, 10); // MW0002
        await hole;
        await zero;
    }

    async Task SameBase(MutableMappedFile map, long offset, byte[] record)
    {
        var first = map.WriteAtAsync(record, offset).AsTask();
        var second = map.WriteAtAsync(record, offset).AsTask(); // MW0002
        await Task.WhenAll(first, second);
    }

    async Task Filled(MutableMappedFile map)
    {
        var left = map.FillAsync(0, 100, 1);
        var right = map.FillAsync(99, 1, 2); // MW0002
        await left;
        await right;
    }

    async Task SymbolicLength(StorageFile file, long offset, long length)
    {
        var first = file.ZeroRangeAsync(offset, length);
        var second = file.PunchHoleAsync(offset, length); // MW0002
        await first;
        await second;
    }

    async Task BackToBackByOne(StorageFile file)
    {
        const int Header = 512;
        var header = new byte[Header];
        var body = new byte[4096];
        var a = file.WriteAtAsync(header, 0).AsTask();
        var b = file.WriteAtAsync(body, Header - 1).AsTask(); // MW0002
        await Task.WhenAll(a, b);
    }
}

class Later
{
    async Task AwaitedTooLate(StorageFile file)
    {
        var pending = file.WriteAtAsync(new byte[100], 0);
        await file.WriteAtAsync(new byte[100], 50); // MW0002
        await pending;
    }

    async Task BlockingMeanwhile(StorageFile file)
    {
        var pending = file.WriteAtAsync(new byte[100], 0);
        file.WriteAt(new byte[100], 50); // MW0002
        await pending;
    }

    async Task InAList(StorageFile file)
    {
        var pending = new List<Task>
        {
            file.WriteAtAsync(new byte[100], 0).AsTask(),
            file.WriteAtAsync(new byte[100], 99).AsTask(), // MW0002
        };
        await Task.WhenAll(pending);
    }

    async Task Array(StorageFile file)
    {
        Task[] pending = [file.ZeroRangeAsync(0, 10).AsTask(), file.ZeroRangeAsync(9, 1).AsTask()]; // MW0002
        await Task.WhenAll(pending);
    }

    async Task Any(StorageFile file, byte[] data)
    {
        await Task.WhenAny(
            file.WriteAtAsync(data, 0).AsTask(),
            file.WriteAtAsync(data, 0).AsTask()); // MW0002
    }

    async Task Configured(StorageFile file, byte[] data, CancellationToken cancel)
    {
        var first = file.WriteAtAsync(data, 0, cancel).ConfigureAwait(false);
        await file.WriteAtAsync(data, 0, cancel).ConfigureAwait(false); // MW0002
        await first;
    }
}

class Concurrent
{
    void Workers(StorageFile file, byte[] page) =>
        Parallel.For(0, 8, i => file.WriteAt(page, 0)); // MW0002

    Task Items(StorageFile file, IEnumerable<byte[]> pages) =>
        Parallel.ForEachAsync(pages, async (page, cancel) => await file.WriteAtAsync(page, 4096, cancel)); // MW0002

    async Task Selected(StorageFile file, byte[][] pages) =>
        await Task.WhenAll(pages.Select(page => file.WriteAtAsync(page, 0).AsTask())); // MW0002

    void Invoked(MutableMappedFile map) => Parallel.Invoke(
        () => map.Fill(0, 4096, 1),
        () => map.Fill(4095, 4096, 2)); // MW0002

    async Task Collected(StorageFile file, byte[][] pages)
    {
        var pending = new List<Task>();
        foreach (var page in pages)
        {
            pending.Add(file.WriteAtAsync(page, 0).AsTask()); // MW0002
        }

        await Task.WhenAll(pending);
    }

    async Task TwoRuns(StorageFile file, byte[] data)
    {
        var a = Task.Run(() => file.WriteAt(data, 0));
        var b = Task.Run(() => file.WriteAt(data, 0)); // MW0002
        await Task.WhenAll(a, b);
    }

    async Task Helper(StorageFile file, byte[] data)
    {
        await Task.WhenAll(Put(file, data), Put(file, data));

        static Task Put(StorageFile file, byte[] data) => file.WriteAtAsync(data, 0).AsTask(); // MW0002
    }

    async Task Method(StorageFile file, byte[] data) => await Task.WhenAll(Store(file, data), Store(file, data)); // out of reach: the interval is inside of another method

    private static Task Store(StorageFile file, byte[] data) => file.WriteAtAsync(data, 0).AsTask();

    void Threads(StorageFile file, byte[] data)
    {
        var other = new Thread(() => file.WriteAt(data, 0));
        other.Start();
        file.WriteAt(data, 0); // out of reach: only Thread knows when the lambda runs
        other.Join();
    }
}

class NotWaitedFor
{
    void TooEarly(StorageFile file, byte[] page)
    {
        var pending = new List<Task>();
        pending.Add(file.WriteAtAsync(page, 0).AsTask());
        file.WriteAt(page, 0); // MW0002
        Task.WaitAll(pending.ToArray());
    }

    void AnArray(StorageFile file, byte[] page)
    {
        Task[] pending = [file.WriteAtAsync(page, 0).AsTask()];
        file.WriteAt(page, 0); // MW0002
        Task.WaitAll(pending);
    }
}

class Durable
{
    async Task Beside(StorageFile file, byte[] page)
    {
        var first = file.WriteDurableAtAsync(page, 0);
        var second = file.WriteDurableAtAsync(page, 0); // MW0002
        await first;
        await second;
    }
}
