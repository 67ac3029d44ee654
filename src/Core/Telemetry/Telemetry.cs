using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Mapwright;

/// <summary>What the library tells those who listen: each call of the system, and each wait for a scheduler.</summary>
/// <remarks>
/// Who enters an object marks the time on its thread, and the check of the outcome notes how long it took: <see cref="OpenFile.Check"/>
/// is where the blocking form, the hop and the native completion all end. A replacement, which has its file alone, notes by itself. A native request carries the mark over to the thread that completes it.
/// While nobody listens, a call costs the test of whether somebody does. What a listener throws ends here: the outcome of an operation is its own, and those who
/// wait for it, threads of schedulers among them, have nothing to do with the listener. docs/telemetry.md lists the instruments.
/// </remarks>
internal static class Telemetry
{
    public static readonly ActivitySource Activities = new(StorageTelemetry.Name);

    private const string Operation = "operation";
    private const string Scheduler = "scheduler";

    private static readonly Meter s_meter = new(StorageTelemetry.Name);
    private static readonly Counter<long> s_operations;
    private static readonly Counter<long> s_bytes;
    private static readonly Histogram<double> s_duration;
    private static readonly Counter<long> s_hopsAvoided;
    private static readonly Counter<long> s_appends;
    private static readonly Counter<long> s_appended;
    private static readonly Histogram<long> s_group;
    private static readonly UpDownCounter<long> s_queueDepth;
    private static readonly Histogram<double> s_queueTime;

    [ThreadStatic]
    private static long s_mark;

    static Telemetry()
    {
        s_operations = s_meter.CreateCounter<long>("mapwright.operations", "{call}", "Calls of the system on open files that ended.");
        s_bytes = s_meter.CreateCounter<long>("mapwright.bytes", "By", "Bytes that they transferred.");
        s_duration = s_meter.CreateHistogram<double>("mapwright.operation.duration", "s", "How long they took, without the wait for a scheduler.");
        s_hopsAvoided = s_meter.CreateCounter<long>("mapwright.hops.avoided", "{operation}", "Asynchronous operations that needed no scheduler.");
        s_appends = s_meter.CreateCounter<long>("mapwright.journal.appends", "{append}", "Records and batches that were appended to journals.");
        s_appended = s_meter.CreateCounter<long>("mapwright.journal.bytes", "By", "Their bytes.");
        s_group = s_meter.CreateHistogram<long>("mapwright.journal.group", "{commit}", "Commits that one flush of a journal served.");
        s_queueDepth = s_meter.CreateUpDownCounter<long>("mapwright.queue.depth", "{operation}", "Operations that wait for a thread of their scheduler.");
        s_queueTime = s_meter.CreateHistogram<double>("mapwright.queue.time", "s", "How long operations waited for a thread of their scheduler.");
    }

    /// <summary>Whether somebody wants to know who waits for a scheduler.</summary>
    public static bool NeedsQueue => s_queueDepth.Enabled || s_queueTime.Enabled;

    private static bool NeedsTime => s_duration.Enabled || Activities.HasListeners();

    /// <summary>A call of the system begins soon on this thread.</summary>
    public static void Mark()
    {
        if (NeedsTime)
        {
            s_mark = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Takes the mark of this thread, to <see cref="Resume"/> on another one; 0: nobody needs it.</summary>
    public static long TakeMark() => NeedsTime ? s_mark : 0;

    /// <summary>Sets the mark that another thread made.</summary>
    public static void Resume(long mark)
    {
        if (mark != 0)
        {
            s_mark = mark;
        }
    }

    /// <summary>A call of the system ended.</summary>
    public static void Note(StoragePlatform platform, string path, IoResult result, string operation, bool transfers)
    {
        if (s_operations.Enabled || s_bytes.Enabled || NeedsTime)
        {
            Tell(
                (Platform: platform, Path: path, Result: result, Operation: operation, Bytes: transfers ? result.Value : 0),
                static call => Record(call.Platform, call.Path, call.Result, call.Operation, call.Bytes));
        }
    }

    /// <summary>An asynchronous operation was answered on the caller's thread.</summary>
    public static void NoteAvoidedHop(string operation)
    {
        if (s_hopsAvoided.Enabled)
        {
            Tell(operation, static operation => s_hopsAvoided.Add(1, Tag(Operation, operation)));
        }
    }

    /// <summary>A record or a batch has its place in a journal.</summary>
    public static void NoteAppend(FrameKind kind, int bytes)
    {
        if (s_appends.Enabled || s_appended.Enabled)
        {
            Tell((Kind: kind, Bytes: bytes), static append =>
            {
                var tag = Tag(Operation, append.Kind == FrameKind.Batch ? nameof(JournalBase.AppendBatch) : nameof(JournalBase.Append));
                s_appends.Add(1, tag);
                s_appended.Add(append.Bytes, tag);
            });
        }
    }

    /// <summary>The commits of a group are durable.</summary>
    public static void NoteGroup(string operation, int commits)
    {
        if (s_group.Enabled)
        {
            Tell((Operation: operation, Commits: commits), static group => s_group.Record(group.Commits, Tag(Operation, group.Operation)));
        }
    }

    /// <summary>An operation begins to wait for a scheduler.</summary>
    public static void NoteQueued(string scheduler) => Tell(scheduler, static scheduler => s_queueDepth.Add(1, Tag(Scheduler, scheduler)));

    /// <summary>An operation that waited for a scheduler does so no more.</summary>
    public static void NoteDequeued(string scheduler, long since) => Tell((Scheduler: scheduler, Since: since), static queued =>
    {
        var tag = Tag(Scheduler, queued.Scheduler);
        s_queueDepth.Add(-1, tag);
        s_queueTime.Record(Stopwatch.GetElapsedTime(queued.Since).TotalSeconds, tag);
    });

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static void Tell<T>(T news, Action<T> tell)
    {
        try
        {
            tell(news);
        }
        catch (Exception)
        {
            // The listener's own: see above.
        }
    }

    private static void Record(StoragePlatform platform, string path, IoResult result, string operation, long bytes)
    {
        var tags = new TagList { { Operation, operation } };
        if (result.IsFailure)
        {
            tags.Add("error.type", platform.Classify(result.Error).ToString());
        }

        s_operations.Add(1, tags);
        if (bytes > 0)
        {
            s_bytes.Add(bytes, tags);
        }

        var now = Stopwatch.GetTimestamp();
        if (s_mark is not 0 and var mark && NeedsTime)
        {
            var duration = Stopwatch.GetElapsedTime(mark, now);
            s_duration.Record(duration.TotalSeconds, tags);
            Trace(platform, path, result, operation, bytes, duration);
        }

        // The next call of the same operation begins where this one ended.
        s_mark = now;
    }

    private static void Trace(StoragePlatform platform, string path, IoResult result, string operation, long bytes, TimeSpan duration)
    {
        var end = DateTime.UtcNow;
        using var activity = Activities.StartActivity(ActivityKind.Internal, startTime: end - duration, name: operation);
        if (activity is null)
        {
            return;
        }

        activity.SetTag("file.path", path);
        if (bytes > 0)
        {
            activity.SetTag("bytes", bytes);
        }

        if (result.IsFailure)
        {
            activity.SetStatus(ActivityStatusCode.Error, platform.Describe(result.Error));
        }

        activity.SetEndTime(end);
    }
}
