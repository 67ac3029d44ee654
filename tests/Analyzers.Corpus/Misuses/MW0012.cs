using Mapwright;
using Mapwright.Pooled;

await using var left = await RangedFile.CreateAsync("left.bin", 4096);
await using var right = await RangedFile.CreateAsync("right.bin", 4096);
var first = left.Allocate(16);
await right.FlushAsync(await right.WriteAsync(first, new byte[16])); // MW0012

class Tokens
{
    void WrittenElsewhere(byte[] data)
    {
        using var a = RangedFile.Create("a", 4096);
        using var b = RangedFile.Create("b", 4096);
        var range = a.Allocate(data.Length);
        b.Flush(b.Write(range, data)); // MW0012
    }

    void FlushedElsewhere(byte[] data)
    {
        using var a = RangedFile.Create("a", 4096);
        using var b = RangedFile.Create("b", 4096);
        var receipt = a.Write(a.Allocate(data.Length), data);
        b.Flush(receipt); // MW0012
    }

    void ReleasedElsewhere()
    {
        using var a = RangedFile.Create("a", 4096);
        using var b = RangedFile.Create("b", 4096);
        var range = a.Allocate(10);
        b.Release(range); // MW0012
    }

    async Task Async(string x, string y, byte[] data)
    {
        await using var a = await RangedFile.CreateAsync(x, 4096);
        await using var b = await RangedFile.CreateAsync(y, 4096);
        var range = await a.AllocateAsync(data.Length);
        await b.FlushAsync(await b.WriteAsync(range, data)); // MW0012
    }

    void Nested(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        a.Flush(a.Write(b.Allocate(data.Length), data)); // MW0012
    }

    void ReadElsewhere(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var receipt = a.Write(a.Allocate(data.Length), data);
        b.Read(receipt, data); // MW0012
        a.Flush(receipt);
    }

    void RewrittenElsewhere(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var receipt = a.Write(a.Allocate(data.Length), data);
        b.Release(b.Rewrite(receipt)); // MW0012
    }

    void StartedElsewhere(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var receipt = a.Write(a.Allocate(data.Length), data);
        b.Flush(b.StartFlush(receipt)); // MW0012
    }

    void PendingElsewhere(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var pending = a.StartFlush(a.Write(a.Allocate(data.Length), data));
        b.Flush(pending); // MW0012
    }

    void BothBranches(string x, string y, byte[] data, bool large)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var range = large ? a.Allocate(data.Length) : a.Allocate(16);
        b.Flush(b.Write(range, data)); // MW0012
    }

    void FromTry(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        if (a.TryAllocate(data.Length, out var range))
        {
            b.Flush(b.Write(range, data)); // MW0012
        }
    }

    void AnAlias(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var same = a;
        var range = same.Allocate(data.Length);
        b.Flush(b.Write(range, data)); // MW0012
    }

    void Reopened(string path, byte[] data)
    {
        var file = RangedFile.Create(path, 4096);
        var range = file.Allocate(data.Length);
        file.Dispose();
        file = RangedFile.Open(path, 4096);
        file.Flush(file.Write(range, data)); // MW0012
        file.Dispose();
    }

    void InALambda(string x, string y, byte[] data)
    {
        Action copy = () =>
        {
            using var a = RangedFile.Create(x, 4096);
            using var b = RangedFile.Create(y, 4096);
            var range = a.Allocate(data.Length);
            b.Flush(b.Write(range, data)); // MW0012
        };
        copy();
    }

    void InALocalFunction(string x, string y, byte[] data)
    {
        Copy();

        void Copy()
        {
            using var a = RangedFile.Create(x, 4096);
            using var b = RangedFile.Create(y, 4096);
            var range = a.Allocate(data.Length);
            b.Flush(b.Write(range, data)); // MW0012
        }
    }

    void InALoop(string x, string y, IEnumerable<byte[]> parts)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        foreach (var part in parts)
        {
            var range = a.Allocate(part.Length);
            b.Flush(b.Write(range, part)); // MW0012
        }
    }

    void Deconstructed(string x, string y, byte[] data)
    {
        var (a, b) = (RangedFile.Create(x, 4096), RangedFile.Create(y, 4096));
        var range = a.Allocate(data.Length);
        b.Flush(b.Write(range, data)); // MW0012
        a.Dispose();
        b.Dispose();
    }

    void SomePaths(string x, string y, byte[] data, bool choice)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var range = choice ? a.Allocate(16) : b.Allocate(16);
        b.Flush(b.Write(range, data)); // MW0012 info
    }

    void Parameters(RangedFile a, RangedFile b, byte[] data)
    {
        var range = a.Allocate(data.Length);
        b.Flush(b.Write(range, data)); // out of reach: the two parameters may be the same file
    }
}

class Guards
{
    void Upgraded(string x, string y)
    {
        using var a = FileLock.Open(x);
        using var b = FileLock.Open(y);
        using var guard = a.LockShared();
        _ = b.UpgradeLock(guard); // MW0012
    }

    async Task UpgradedAsync(string x, string y, CancellationToken cancel)
    {
        await using var a = await FileLock.OpenAsync(x, cancellationToken: cancel);
        await using var b = await FileLock.OpenAsync(y, cancellationToken: cancel);
        await using var guard = await a.LockSharedAsync(cancel);
        _ = await b.UpgradeLockAsync(guard, cancel); // MW0012
    }

    void OfARange(string x, string y)
    {
        using var a = StorageFile.OpenWrite(x);
        using var b = StorageFile.OpenWrite(y);
        using var guard = a.LockRangeShared(0, 10);
        _ = b.UpgradeLock(guard, TimeSpan.FromSeconds(1)); // MW0012
    }
}

[MustUse]
sealed class Ticket;

sealed class Counter
{
    [return: IssuedBy]
    public Ticket Draw() => new();

    public void Serve([Consumes] Ticket ticket) => ArgumentNullException.ThrowIfNull(ticket);

    static void Use()
    {
        var first = new Counter();
        var second = new Counter();
        var ticket = first.Draw();
        second.Serve(ticket); // MW0012
    }
}
