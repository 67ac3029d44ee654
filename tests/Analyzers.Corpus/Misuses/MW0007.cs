using Mapwright;
using Mapwright.Pooled;

var shared = FileLock.Open("a.lock");
var held = shared.LockExclusive(); // MW0007
Console.WriteLine(shared.Path);

class Guards
{
    void Exclusive(FileLock file, Action work)
    {
        var guard = file.LockExclusive(); // MW0007
        work();
    }

    async Task SharedAsync(FileLock file, Func<Task> work, CancellationToken cancel)
    {
        var guard = await file.LockSharedAsync(cancel); // MW0007
        await work();
    }

    void Range(StorageFile file, byte[] bytes)
    {
        var guard = file.LockRangeExclusive(0, bytes.Length); // MW0007
        file.WriteAt(bytes, 0);
        file.FlushAll();
    }

    void Timed(MutableMappedFile map)
    {
        var guard = map.LockExclusive(TimeSpan.FromSeconds(1)); // MW0007
        map.Write(0, 1);
        map.Flush();
    }

    void Tried(FileLock file)
    {
        var guard = file.TryLock(LockMode.Exclusive); // MW0007
        if (guard is null)
        {
            return;
        }

        Console.WriteLine("alone");
    }

    bool Pattern(FileLock file)
    {
        if (file.TryLock(LockMode.Shared) is { } guard) // MW0007
        {
            return guard.IsHeld;
        }

        return false;
    }

    bool PatternOfAType(FileLock file) =>
        file.TryLock(LockMode.Shared) is LockGuard { IsHeld: true } guard; // MW0007

    void Configured(FileLock file, Action work) => Task.Run(async () =>
    {
        var guard = await file.LockExclusiveAsync().ConfigureAwait(false); // MW0007
        work();
    });

    void Overwritten(FileLock file)
    {
        var guard = file.LockShared(); // MW0007
        guard = file.LockShared();
        guard.Dispose();
    }

    void InEachRound(IEnumerable<FileLock> files)
    {
        foreach (var file in files)
        {
            var guard = file.LockExclusive(); // MW0007
            Console.WriteLine(guard.Mode);
        }
    }

    void InALocalFunction(FileLock file)
    {
        Enter();

        void Enter()
        {
            var guard = file.LockExclusive(); // MW0007
            Console.WriteLine(guard.IsHeld);
        }
    }

    void Downgraded(FileLock file)
    {
        var guard = file.LockExclusive(); // MW0007
        _ = guard.Downgrade();
    }

    void ThroughABase(FileBackedObject file)
    {
        var guard = file.LockShared(); // MW0007
        Console.WriteLine(guard.Mode);
    }

    int Switch(FileLock file, int kind)
    {
        var guard = file.LockShared(); // MW0007
        return kind switch
        {
            0 => 1,
            1 => 2,
            _ => throw new NotSupportedException(),
        };
    }
}

class Leases
{
    int Lease(MappedFile map)
    {
        var lease = map.Lease(); // MW0007
        return lease.Read<int>(0);
    }

    void MutableLease(MutableMappedFile map)
    {
        var lease = map.Lease(); // MW0007
        lease.Write(0, 1);
        map.Flush();
    }

    int Reader(MappedFile map)
    {
        var reader = map.CreateReader(0, 16); // MW0007
        return reader.Read<int>() + reader.Read<int>();
    }

    void Writer(MutableMappedFile map)
    {
        var writer = map.CreateWriter(); // MW0007
        writer.Write(1);
        map.Flush();
    }

    int Inline(MappedFile map) => map.Lease().Read<int>(0); // MW0007
}

class Conditions
{
    void Either(FileLock file, bool alone, Action work)
    {
        var guard = alone ? file.LockExclusive() : file.LockShared(); // MW0007
        work();
        Console.WriteLine(guard.IsHeld);
    }

    void OneOfTwo(FileLock first, FileLock second, bool other)
    {
        var a = first.LockExclusive(); // MW0007 info
        var b = second.LockExclusive(); // MW0007 info
        var guard = other ? a : b;
        guard.Dispose();
    }

    void UnderTheOtherCondition(FileLock file, bool needed)
    {
        LockGuard? guard = null;
        if (needed)
        {
            guard = file.LockExclusive(); // MW0007
        }

        Console.WriteLine(file.Path);
        if (!needed)
        {
            guard?.Dispose();
        }
    }
}

class SomePaths
{
    void LeftEarly(FileLock file, bool skip)
    {
        var guard = file.LockExclusive(); // MW0007 info
        if (skip)
        {
            return;
        }

        guard.Dispose();
    }

    void InOneBranch(FileLock file, bool release)
    {
        var guard = file.LockExclusive(); // MW0007 info
        if (release)
        {
            guard.Dispose();
        }
    }

    void InOneArm(FileLock file, int kind)
    {
        var guard = file.LockExclusive(); // MW0007 info
        switch (kind)
        {
            case 0:
                guard.Dispose();
                break;
            default:
                break;
        }
    }
}

class Wrapper(FileLock file)
{
    [Acquires]
    public LockGuard Enter() => file.LockExclusive();

    void Use()
    {
        var guard = Enter(); // MW0007
        Console.WriteLine(guard.IsHeld);
    }

    void Unmarked()
    {
        var guard = Take(); // out of reach: the helper is not said to take a lock
        Console.WriteLine(guard.IsHeld);
    }

    private LockGuard Take() => file.LockExclusive();

    private LockGuard? _guard;

    void InAField() => _guard = file.LockExclusive(); // out of reach: another method may give it back
}
