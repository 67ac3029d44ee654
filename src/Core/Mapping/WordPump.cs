using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>One thread that waits for many words at once, so that no thread of a scheduler is held by a wait.</summary>
/// <remarks>
/// The system's wait covers a bounded number of words, so there are as many pumps as that needs; a pump ends when it had nothing to do for a
/// second. One of its words is its own: changing and waking it makes it look at its list again. Invariant: the pump reads that word under the
/// gate with the list, and waits only while the word has that value, so no change of the list is missed. Words that the system cannot wait for are
/// looked at in intervals.
/// </remarks>
internal sealed unsafe class WordPump
{
    /// <summary>The words of one wait, less the pump's own.</summary>
    private const int MostWaiters = StoragePlatform.LargestWait - 1;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);

    private static readonly object s_gate = new();
    private static readonly List<WordPump> s_pumps = [];

    private readonly StoragePlatform _platform;
    private readonly List<WordWaiter> _waiters = [];

    // Pinned: the system waits for its address.
    private readonly int[] _signal = GC.AllocateArray<int>(1, pinned: true);

    private WordPump(StoragePlatform platform) => _platform = platform;

    /// <summary>How many pumps there are now.</summary>
    public static int Count
    {
        get
        {
            lock (s_gate)
            {
                return s_pumps.Count;
            }
        }
    }

    public static void Add(WordWaiter waiter)
    {
        WordPump? pump;
        lock (s_gate)
        {
            pump = s_pumps.Find(pump => pump._platform == waiter.Platform && pump._waiters.Count < MostWaiters);
            if (pump is null)
            {
                pump = new WordPump(waiter.Platform);
                new Thread(pump.Run) { IsBackground = true, Name = "Mapwright waits" }.UnsafeStart();
                s_pumps.Add(pump);
            }

            pump._waiters.Add(waiter);
        }

        Change(changed => changed == pump);
    }

    public static void Remove(WordWaiter waiter) => Change(pump => pump._waiters.Remove(waiter));

    /// <summary>Lets all waiters of a platform look again.</summary>
    public static void Signal(StoragePlatform platform) => Change(pump => pump._platform == platform);

    /// <summary>Ends the waits on a map.</summary>
    public static void Refuse(MappedFileBase map, Exception exception)
    {
        var refused = new List<WordWaiter>();
        Change(pump =>
        {
            refused.AddRange(pump._waiters.Where(waiter => waiter.Map == map));
            return pump._waiters.RemoveAll(waiter => waiter.Map == map) > 0;
        });
        refused.ForEach(waiter => waiter.Fail(exception));
    }

    /// <summary>Changes the lists of pumps, and lets those look again that it says were changed.</summary>
    private static void Change(Predicate<WordPump> change)
    {
        List<WordPump> changed;
        lock (s_gate)
        {
            changed = s_pumps.FindAll(change);
            changed.ForEach(static pump => Interlocked.Increment(ref pump._signal[0]));
            Monitor.PulseAll(s_gate);
        }

        // Outside: a platform may take its time.
        changed.ForEach(static pump => pump._platform.WakeWaiters(pump.SignalAddress));
    }

    private nint SignalAddress => (nint)Unsafe.AsPointer(ref _signal[0]);

    private void Run()
    {
        var backoff = default(PollBackoff);
        while (TryTake(out var waiters, out var signal))
        {
            var regions = new MappedRegion?[waiters.Length];
            if (LookAtAll(waiters, regions))
            {
                backoff = default;
                continue;
            }

            var waited = Wait(waiters, regions, signal);
            if (!waited.IsFailure)
            {
                backoff = default;
            }
            else if (_platform.Classify(waited.Error) == StorageErrorCode.NotSupported)
            {
                lock (s_gate)
                {
                    if (_signal[0] == signal)
                    {
                        Monitor.Wait(s_gate, backoff.Next(Random.Shared.NextDouble()));
                    }
                }
            }
            else if (!LookAtAll(waiters, regions))
            {
                // Which of the words it was is not known.
                Array.ForEach(waiters, waiter => End(waiter, waiter => waiter.Fail(StorageErrors.From(_platform, waited, nameof(MappedFileBase.Wait), waiter.Map.Path))));
            }
        }
    }

    /// <summary>Takes a copy of the list; waits for it to have something. False: the pump has ended.</summary>
    private bool TryTake(out WordWaiter[] waiters, out int signal)
    {
        lock (s_gate)
        {
            while (_waiters.Count == 0)
            {
                if (!Monitor.Wait(s_gate, s_idle) && _waiters.Count == 0)
                {
                    s_pumps.Remove(this);
                    waiters = [];
                    signal = 0;
                    return false;
                }
            }

            waiters = [.. _waiters];
            signal = _signal[0];
            return true;
        }
    }

    /// <summary>Ends the waits that are over. False: none was.</summary>
    private static bool LookAtAll(WordWaiter[] waiters, MappedRegion?[] regions)
    {
        var ended = false;
        for (var i = 0; i < waiters.Length; i++)
        {
            var waiter = waiters[i];
            try
            {
                regions[i] = waiter.Map.Look(waiter.Offset, out var value);
                if (value != waiter.Expected)
                {
                    End(waiter, waiter => waiter.Finish(value));
                    ended = true;
                }
            }
            catch (Exception exception)
            {
                End(waiter, waiter => waiter.Fail(exception));
                ended = true;
            }
        }

        return ended;
    }

    private static void End(WordWaiter waiter, Action<WordWaiter> end)
    {
        Remove(waiter);
        end(waiter);
    }

    private IoResult Wait(WordWaiter[] waiters, MappedRegion?[] regions, int signal)
    {
        Span<WaitedWord> words = stackalloc WaitedWord[waiters.Length + 1];
        words[0] = new WaitedWord(SignalAddress, signal);
        for (var i = 0; i < waiters.Length; i++)
        {
            words[i + 1] = new WaitedWord((nint)regions[i]!.Address + (nint)waiters[i].Offset, waiters[i].Expected);
        }

        var waited = _platform.WaitForChange(words);
        GC.KeepAlive(regions);
        return waited;
    }
}
