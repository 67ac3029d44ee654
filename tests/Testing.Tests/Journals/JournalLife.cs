using System.Buffers.Binary;
using Mapwright.Inlined;

namespace Mapwright.Testing.Tests.Journals;

/// <summary>A program that writes numbered records into a journal on a simulated disk, and knows what must be there after a power cut.</summary>
/// <remarks>
/// A record tells by its content which number it has, and in which life of the journal it was written: so a wrong or torn one shows, and one that an
/// earlier recovery had found to be lost.
/// </remarks>
internal sealed class JournalLife(SimulatedPlatform platform, int seed, JournalOptions options)
{
    private const string Path = "/journal";

    private readonly Random _random = new(seed);
    private readonly HashSet<int> _insideBatches = [];
    private readonly Dictionary<int, long> _positions = [];
    private readonly Dictionary<int, int> _lives = [];
    private int _next;
    private int _acknowledged = -1;
    private int _firstAtLeast;
    private int _firstAtMost;

    private FileSystem Files { get; } = new(platform, InlineScheduler.Shared);

    public int Cuts { get; private set; }

    public int Opened { get; private set; }

    /// <summary>Opens, checks, works, and closes or leaves it open; the power may go off anywhere, and then the next primitive throws.</summary>
    public void Run(int steps)
    {
        var journal = Files.OpenJournal(Path, options);
        Check(journal);
        for (var step = 0; step < steps; step++)
        {
            Step(journal);
        }

        if (_random.Next(3) > 0)
        {
            journal.Dispose();
        }
    }

    private void Step(JournalBase journal)
    {
        switch (_random.Next(9))
        {
            case 0 or 1:
                Append(1, _ => journal.Append(Content(_next, Opened)));
                break;
            case 2:
                Append(1, _ => journal.AppendAndCommit(Content(_next, Opened)), commits: true);
                break;
            case 3 or 4:
                Append(_random.Next(2, 6), count => journal.AppendBatch([.. Enumerable.Range(_next, count).Select(number => new ReadOnlyMemory<byte>(Content(number, Opened)))]));
                break;
            case 5 when _positions.Count > 0:
                Trim(journal);
                break;
            case 6:
                journal.Preallocate(_random.Next(40_000));
                break;
            default:
                journal.Commit();
                _acknowledged = _next - 1;
                break;
        }
    }

    private void Append(int count, Func<int, long> append, bool commits = false)
    {
        var first = _next;
        for (var i = 0; i < count; i++)
        {
            _lives[first + i] = Opened;
            if (i > 0)
            {
                _insideBatches.Add(first + i - 1);
            }
        }

        long lsn;
        try
        {
            lsn = append(count);
        }
        finally
        {
            // Whether it got into the file before the power went off, only the file knows.
            _next += count;
        }

        _positions[first] = lsn;
        _acknowledged = commits ? _next - 1 : _acknowledged;
    }

    private void Trim(JournalBase journal)
    {
        var durable = _positions.Where(entry => entry.Key > _firstAtMost && entry.Value < journal.DurableLsn).ToList();
        if (durable.Count == 0)
        {
            return;
        }

        var (number, lsn) = durable[_random.Next(durable.Count)];
        _firstAtMost = number;
        journal.TrimHead(lsn);
        _firstAtLeast = number;
    }

    private void Check(JournalBase journal)
    {
        Opened++;
        Cuts += journal.Recovery.Outcome == JournalOutcome.TailCut ? 1 : 0;
        var expected = -1;
        var records = new List<JournalRecord>();
        using (var reader = Files.OpenJournalReader(Path))
        {
            while (reader.Read() is { } record)
            {
                records.Add(record);
            }
        }

        foreach (var record in records)
        {
            var number = record.Payload.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(record.Payload.Span);
            expected = expected < 0 ? number : expected;
            number.ShouldBe(expected);
            number.ShouldBeLessThan(_next);
            record.Payload.ToArray().ShouldBe(Content(number, _lives[number]));
            expected++;
        }

        if (records.Count > 0)
        {
            var first = expected - records.Count;
            first.ShouldBeInRange(_firstAtLeast, _firstAtMost);
            _firstAtLeast = _firstAtMost = first;
        }
        else
        {
            // Everything before the first live record is gone, and nothing behind it was acknowledged.
            expected = Math.Max(_acknowledged + 1, _firstAtMost);
        }

        (expected - 1).ShouldBeGreaterThanOrEqualTo(_acknowledged);
        _insideBatches.ShouldNotContain(expected - 1);

        _next = expected;
        _acknowledged = expected - 1;
        foreach (var lost in _positions.Keys.Where(number => number >= expected).ToList())
        {
            _positions.Remove(lost);
        }

        _insideBatches.RemoveWhere(number => number >= expected);
        journal.DurableLsn.ShouldBe(journal.NextLsn);
    }

    /// <remarks>The length goes by the number alone: so the records of one life may line up with those of another.</remarks>
    private static byte[] Content(int number, int life)
    {
        var random = new Random(number);
        var bytes = new byte[4 + random.Next(12) switch { 0 => random.Next(20_000), 1 or 2 => random.Next(6000), _ => random.Next(200) }];
        new Random((number * 31) + life).NextBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
