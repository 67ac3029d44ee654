using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Peers;
using Mapwright.Bench.Runtime.Workloads;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.Bench.Runtime.Rows;

/// <remarks>
/// Both sides find room that is reserved and was never written. What the journal writes ahead of its records into it is inside of the time; only where its name says so,
/// its segments were written before.
/// </remarks>
internal sealed class DurableAppend : Row
{
    private const string Flushed = "RandomAccess.Write + FlushToDisk";
    private const string Threaded = "threads, RandomAccess.Write + fdatasync";
    private const string Pool = "Journal, ThreadPool adapter";
    private const string Channels = "Journal, Channels adapter";
    private const string Inlined = "Journal, Channels adapter, inline";
    private const string Blocking = "Journal, threads";
    private const string Recycled = "Journal, recycled segments";

    private static readonly Goal[] s_goals = [new(1, 1.0, 1.1, 0.9), new(8, 1.2, 2.5, 0.85), new(64, 3.5, 5, 1.1)];

    public override string Name => "durable-append";

    public override string Title => "Append of 4 KiB, durable when it returns, into preallocated room";

    public override void Run(Session session)
    {
        using var scheduler = new Channeled.ChannelScheduler(new() { Name = "Bench inline", Continuations = ContinuationPolicy.Inline });
        var inlined = new Channeled.FileSystem(StoragePlatform.Current, scheduler);
        foreach (var goal in s_goals)
        {
            using var work = new Work(session.Directory, (session.IsQuick ? 256 : 1024) * (goal.Callers > 1 ? 4 : 1));
            using var java = new JavaPeer(session, work.Path);
            Measure(session, goal, work, inlined, java);
        }
    }

    private static void Measure(Session session, Goal goal, Work work, Channeled.FileSystem inlined, JavaPeer java)
    {
        var callers = goal.Callers;
        var comparison = session.CompareFixed(
            $"{callers} callers",
            rounds: 15,
            work.Operations,
            [OnPool(Flushed, callers, work.OpenPeer, () => { work.WriteAndFlushToDisk(); return default; }),
            OnThreads(Threaded, callers, work.OpenPeer, work.WriteAndFlush),
            OnPool(Pool, callers, () => work.Open(path => Pooled.Journal.Open(path, Work.Options)), work.AppendAsync),
            OnPool(Channels, callers, () => work.Open(path => Channeled.Journal.Open(path, Work.Options)), work.AppendAsync),
            OnPool(Inlined, callers, () => work.Open(path => inlined.OpenJournal(path, Work.Options)), work.AppendAsync),
            OnThreads(Blocking, callers, () => work.Open(path => Pooled.Journal.Open(path, Work.Options)), work.Append),
            OnPool(Recycled, callers, () => work.OpenRecycled(path => Pooled.Journal.Open(path, Work.SmallSegments)), work.AppendAsync),
            .. java.Contender("Java, FileChannel.write + force", "append", callers).Select(contender => contender.After(work.OpenPeer))]);

        var peer = comparison.Results().Where(result => result.Contender is Flushed or Threaded).MinBy(result => result.Nanoseconds)!.Contender;
        session.Note($"{callers} callers: the better peer is {peer}");
        session.AtLeast($"{callers}/pool", comparison.Speed(Pool, peer), goal.Pool);
        session.AtLeast($"{callers}/channels", comparison.Speed(Channels, peer), goal.Pool);
        session.AtLeast($"{callers}/inline", comparison.Speed(Inlined, peer), goal.Inline);
        session.AtLeast($"{callers}/blocking", comparison.Speed(Blocking, peer), goal.Blocking);
        if (callers == 1)
        {
            session.AtLeast($"{callers}/recycled", comparison.Speed(Recycled, peer), 1.4);
        }
    }

    private static Contender OnPool(string name, int callers, Action prepare, Func<ValueTask<long>> append)
    {
        var contender = Contender.Concurrent(name, callers, async (_, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                await append().ConfigureAwait(false);
            }
        });
        return new Contender(name, contender.Run) { Prepare = _ => prepare(), IsOneJob = true };
    }

    private static Contender OnThreads(string name, int callers, Action prepare, Action append) =>
        new(name, count =>
        {
            var threads = new Thread[callers];
            for (var i = 0; i < callers; i++)
            {
                var share = (count / callers) + (i < count % callers ? 1 : 0);
                threads[i] = new Thread(() =>
                {
                    for (var turn = 0; turn < share; turn++)
                    {
                        append();
                    }
                });
                threads[i].Start();
            }

            Array.ForEach(threads, thread => thread.Join());
        })
        { Prepare = _ => prepare(), IsOneJob = true };

    /// <summary>What is asked at so many callers: on the thread pool, with inline continuations, of blocking callers.</summary>
    private sealed record Goal(int Callers, double Pool, double Inline, double Blocking);

    /// <summary>The file that is appended to: fresh before each slot, with room for all of it.</summary>
    private sealed class Work(string directory, int operations) : IDisposable
    {
        private readonly byte[] _record = new byte[Blocks.Size];
        private SafeFileHandle? _handle;
        private JournalBase? _journal;
        private long _position;

        public static JournalOptions Options { get; } = new() { SegmentSize = 4 << 20, IdleMark = Timeout.InfiniteTimeSpan, SpareSegments = 64 };

        /// <summary>Segments so small that all but the last one of a slot's records are full, and used again: the rest of that one is fresh.</summary>
        public static JournalOptions SmallSegments { get; } = Options with { SegmentSize = 128 << 10, SpareSegments = 1024 };

        public string Path { get; } = System.IO.Path.Combine(directory, "append");

        public int Operations { get; } = operations;

        private long Length => (long)Operations * (Blocks.Size + 64);

        public void OpenPeer()
        {
            Dispose();
            _position = 0;
            _handle = File.OpenHandle(Path, FileMode.CreateNew, FileAccess.ReadWrite, preallocationSize: Length);
        }

        public void Open(Func<string, JournalBase> open)
        {
            Dispose();
            _journal = open(Path);
            _journal.Preallocate(Length);
        }

        /// <summary>Segments that were written, trimmed, and are used again.</summary>
        public void OpenRecycled(Func<string, JournalBase> open)
        {
            Open(open);
            for (var i = 0; i < Operations; i++)
            {
                _journal!.Append(_record);
            }

            _journal!.TrimHead(_journal.Commit());
            _journal.Preallocate(Length);
        }

        public void WriteAndFlushToDisk()
        {
            Write();
            RandomAccess.FlushToDisk(_handle!);
        }

        public void WriteAndFlush()
        {
            Write();
            Libc.FlushData(_handle!);
        }

        public void Append() => _journal!.AppendAndCommit(_record);

        public ValueTask<long> AppendAsync() => _journal!.AppendAndCommitAsync(_record);

        public void Dispose()
        {
            _handle?.Dispose();
            _journal?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            (_handle, _journal) = (null, null);
            File.Delete(Path);
        }

        private void Write() => RandomAccess.Write(_handle!, _record, Interlocked.Add(ref _position, Blocks.Size) - Blocks.Size);
    }
}
