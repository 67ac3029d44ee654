using Mapwright;
using Mapwright.Pooled;

using var shared = FileLock.Open("a.lock");
using var held = shared.LockExclusive(); // right: using gives it back
Console.WriteLine(shared.Path);

class Guards
{
    void InAUsing(FileLock file, Action work)
    {
        using (file.LockExclusive()) // right: using gives it back
        {
            work();
        }
    }

    async Task InAUsingDeclaration(FileLock file, Func<Task> work, CancellationToken cancel)
    {
        await using var guard = await file.LockSharedAsync(cancel).ConfigureAwait(false); // right: using gives it back
        await work();
    }

    void InFinally(FileLock file, Action work)
    {
        var guard = file.LockExclusive(); // right: given back in finally
        try
        {
            work();
        }
        finally
        {
            guard.Dispose();
        }
    }

    void AtTheEnd(FileLock file)
    {
        var guard = file.LockShared(); // right: given back
        Console.WriteLine(guard.Mode);
        guard.Dispose();
    }

    async Task DisposeAsync(FileLock file)
    {
        var guard = await file.LockExclusiveAsync(); // right: given back
        await guard.DisposeAsync();
    }

    bool Tried(FileLock file)
    {
        using var guard = file.TryLock(LockMode.Exclusive); // right: using bears null
        return guard is not null;
    }

    bool Pattern(FileLock file)
    {
        if (file.TryLock(LockMode.Shared) is { } guard) // right: given back where there is one
        {
            guard.Dispose();
            return true;
        }

        return false;
    }

    void NullMeansNone(FileLock file)
    {
        var guard = file.TryLock(LockMode.Exclusive); // right: nothing is held where it is null
        if (guard is null)
        {
            return;
        }

        guard.Dispose();
    }

    void ConditionalAccess(FileLock file)
    {
        var guard = file.TryLock(LockMode.Exclusive); // right: given back unless it is null
        guard?.Dispose();
    }

    void OnEachPath(FileLock file, bool fast)
    {
        var guard = file.LockExclusive(); // right: given back either way
        if (fast)
        {
            guard.Dispose();
            return;
        }

        Console.WriteLine(guard.Mode);
        guard.Dispose();
    }

    void BeforeThrow(FileLock file, int kind)
    {
        var guard = file.LockExclusive(); // right: the other path throws
        if (kind < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(kind));
        }

        guard.Dispose();
    }

    void InEachRound(IEnumerable<FileLock> files)
    {
        foreach (var file in files)
        {
            using var guard = file.LockExclusive(); // right: given back in each round
            Console.WriteLine(guard.Mode);
        }
    }

    void UsingStatementOfAVariable(FileLock file, Action work)
    {
        var guard = file.LockExclusive(); // right: using gives it back
        using (guard)
        {
            work();
        }
    }
}

class Conditions
{
    void Either(FileLock file, bool alone, Action work)
    {
        using var guard = alone ? file.LockExclusive() : file.LockShared(); // right: whichever it is, using gives it back
        work();
    }

    void EitherByHand(FileLock file, bool alone, Action work)
    {
        LockGuard guard;
        if (alone)
        {
            guard = file.LockExclusive(); // right: given back at the end
        }
        else
        {
            guard = file.LockShared();
        }

        work();
        guard.Dispose();
    }

    void PerhapsNone(FileLock file, bool needed, Action work)
    {
        using var guard = needed ? file.LockExclusive() : null; // right: using bears null
        work();
    }

    void OrTheCallers(FileLock file, LockGuard? given, Action work)
    {
        using var guard = given ?? file.LockExclusive(); // right: using gives back whichever it is
        work();
    }

    void UnderOneCondition(FileLock file, bool needed, Action work)
    {
        LockGuard? guard = null;
        if (needed)
        {
            guard = file.LockExclusive(); // right: given back under the same condition
        }

        work();
        if (needed)
        {
            guard!.Dispose();
        }
    }

    private bool _needed = true;

    void Forget() => _needed = false;

    void InAField(FileLock file, Action work)
    {
        LockGuard? guard = null;
        if (_needed)
        {
            guard = file.LockExclusive(); // right: given back under the same condition
        }

        work();
        if (_needed)
        {
            guard!.Dispose();
        }
    }

    void WhereItWasTaken(FileLock file, Action work)
    {
        LockGuard? guard = null;
        var taken = false;
        try
        {
            guard = file.LockExclusive(); // right: the flag says that it was taken
            taken = true;
            work();
        }
        finally
        {
            if (taken)
            {
                guard!.Dispose();
            }
        }
    }
}

class Lambdas(FileLock file, LockGuard? held)
{
    async Task Retried(Func<Func<Task>, Task> retry, Action work)
    {
        LockGuard? guard = null;
        await retry(async () => guard = await file.LockExclusiveAsync()); // right: given back by who called
        work();
        guard!.Dispose();
    }

    void Enter() => held = file.LockExclusive(); // right: the object gives it back

    void Leave() => held?.Dispose();
}

class HandedOn
{
    private LockGuard? _guard;
    private readonly List<LockGuard> _all = [];

    LockGuard Returned(FileLock file) => file.LockExclusive(); // right: the caller gives it back

    ValueTask<LockGuard> ReturnedTask(FileLock file) => file.LockExclusiveAsync(); // right: the caller gives it back

    LockGuard? ReturnedLater(FileLock file)
    {
        var guard = file.LockExclusive(); // right: returned, or given back
        if (!guard.IsHeld)
        {
            guard.Dispose();
            return null;
        }

        return guard;
    }

    void InAField(FileLock file) => _guard = file.LockExclusive(); // right: the object gives it back

    void InAList(IEnumerable<FileLock> files)
    {
        foreach (var file in files)
        {
            _all.Add(file.LockShared()); // right: the object gives them back
        }
    }

    void Passed(FileLock file)
    {
        var guard = file.LockExclusive(); // right: the helper gives it back
        Finish(guard);
    }

    private static void Finish(LockGuard guard) => guard.Dispose();

    Action Captured(FileLock file)
    {
        var guard = file.LockExclusive(); // right: the lambda gives it back
        return () => guard.Dispose();
    }

    bool ByOut(FileLock file, out LockGuard? guard)
    {
        guard = file.TryLock(LockMode.Shared); // right: the caller gives it back
        return guard is not null;
    }
}

class Leases
{
    int Lease(MappedFile map)
    {
        using var lease = map.Lease(); // right: using gives it back
        return lease.Read<int>(0);
    }

    int Reader(MappedFile map)
    {
        var reader = map.CreateReader(); // right: given back in finally
        try
        {
            return reader.Read<int>();
        }
        finally
        {
            reader.Dispose();
        }
    }

    void Writer(MutableMappedFile map)
    {
        using (var writer = map.CreateWriter()) // right: using gives it back
        {
            writer.Write(1);
        }

        map.Flush();
    }

    void NoGuardAtAll(LockGuard guard) => Console.WriteLine(guard.IsHeld); // right: the caller's guard
}
