using Mapwright;
using Mapwright.Pooled;

await using var left = await RangedFile.CreateAsync("left.bin", 4096);
await using var right = await RangedFile.CreateAsync("right.bin", 4096);
var first = await left.AllocateAsync(16);
var second = await right.AllocateAsync(16);
await left.FlushAsync(await left.WriteAsync(first, new byte[16])); // right: its own file
await right.FlushAsync(await right.WriteAsync(second, new byte[16])); // right: its own file

class Same
{
    void OneFile(string path, byte[] data)
    {
        using var file = RangedFile.Create(path, 4096);
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data)); // right: its own file
    }

    void EachItsOwn(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var inA = a.Allocate(data.Length);
        var inB = b.Allocate(data.Length);
        a.Flush(a.Write(inA, data)); // right: its own file
        b.Flush(b.Write(inB, data)); // right: its own file
    }

    void AnAlias(string path, byte[] data)
    {
        using var file = RangedFile.Create(path, 4096);
        RangedFileBase same = file;
        var range = file.Allocate(data.Length);
        same.Flush(same.Write(range, data)); // right: the same object
    }

    void ACast(RangedFileBase file, byte[] data)
    {
        var range = ((RangedFile)file).Allocate(data.Length);
        file.Flush(file.Write(range, data)); // right: the same object
    }

    void Parameters(RangedFile a, RangedFile b, byte[] data)
    {
        var range = a.Allocate(data.Length);
        if (ReferenceEquals(a, b))
        {
            b.Flush(b.Write(range, data)); // right: the same object, as was checked
        }
    }

    void OfTheCaller(RangedFile file, AllocatedRange range, byte[] data) => file.Flush(file.Write(range, data)); // right: the caller knows

    void Chosen(string x, string y, byte[] data, bool second)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var file = second ? b : a;
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data)); // right: the same variable
    }

    void Switched(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var file = a;
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data)); // right: its own file
        file = b;
        range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data)); // right: both were changed
    }

    void InALoop(IEnumerable<string> paths, byte[] data)
    {
        foreach (var path in paths)
        {
            using var file = RangedFile.Create(path, 4096);
            var range = file.Allocate(data.Length);
            file.Flush(file.Write(range, data)); // right: file and range of one round
        }
    }

    void Copied(string x, string y, byte[] data)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        var source = a.Write(a.Allocate(data.Length), data);
        a.Read(source, data);
        a.Flush(source);
        var target = b.Write(b.Allocate(data.Length), data); // right: the bytes go over, not the token
        b.Flush(target);
    }

    void Branches(string x, string y, byte[] data, bool choice)
    {
        using var a = RangedFile.Create(x, 4096);
        using var b = RangedFile.Create(y, 4096);
        if (choice)
        {
            a.Flush(a.Write(a.Allocate(16), data)); // right: its own file
        }
        else
        {
            b.Flush(b.Write(b.Allocate(16), data)); // right: its own file
        }
    }

    async Task Together(string x, string y, byte[] data)
    {
        await using var a = await RangedFile.CreateAsync(x, 4096);
        await using var b = await RangedFile.CreateAsync(y, 4096);
        var receipts = await Task.WhenAll(a.WriteAsync(await a.AllocateAsync(16), data).AsTask(), a.WriteAsync(await a.AllocateAsync(16), data).AsTask()); // right: its own file
        await a.FlushManyAsync(receipts);
    }
}

class Pairs
{
    private readonly RangedFile[] _files = [RangedFile.Create("a", 4096), RangedFile.Create("b", 4096)];
    private readonly Dictionary<RangedFile, AllocatedRange> _ranges = [];

    void Indexed(int i, byte[] data)
    {
        var range = _files[i].Allocate(data.Length);
        _files[i].Flush(_files[i].Write(range, data)); // right: nothing tells that they differ
    }

    void Stored(RangedFile file, byte[] data)
    {
        _ranges[file] = file.Allocate(data.Length);
        file.Flush(file.Write(_ranges[file], data)); // right: the dictionary keeps them together
    }

    void ATuple(string path, byte[] data)
    {
        var pair = (File: RangedFile.Create(path, 4096), Length: data.Length);
        var range = pair.File.Allocate(pair.Length);
        pair.File.Flush(pair.File.Write(range, data)); // right: its own file
    }

    void ByRef(ref RangedFile file, byte[] data)
    {
        var range = file.Allocate(data.Length);
        file.Flush(file.Write(range, data)); // right: its own file
    }
}

class Guards
{
    void Upgraded(string path)
    {
        using var file = FileLock.Open(path);
        using var guard = file.LockShared();
        _ = file.UpgradeLock(guard); // right: its own file
    }

    void Two(string x, string y)
    {
        using var a = FileLock.Open(x);
        using var b = FileLock.Open(y);
        using var inA = a.LockShared();
        using var inB = b.LockShared();
        _ = a.UpgradeLock(inA); // right: its own file
        _ = b.UpgradeLock(inB); // right: its own file
    }

    void OfTheCaller(FileLock file, LockGuard guard) => _ = file.UpgradeLock(guard); // right: the caller knows
}
