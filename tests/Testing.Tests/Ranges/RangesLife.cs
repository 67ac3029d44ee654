using Mapwright.Inlined;

namespace Mapwright.Testing.Tests.Ranges;

/// <summary>
/// A ranged file that is written, flushed in every way and written anew at random until its power is cut, and what has to be in it then: of each range what was
/// last durable, or in each sector of it what was written since.
/// </summary>
internal sealed class RangesLife
{
    private const string Path = "/ranged";
    private const int Ranges = 8;
    private const int Length = 4096;
    private const int Sector = 512;

    private readonly SimulatedPlatform _platform;
    private readonly Random _random;
    private readonly RangedFileBase _file;
    private readonly AllocatedRange?[] _owned = new AllocatedRange?[Ranges];
    private readonly WriteReceipt?[] _written = new WriteReceipt?[Ranges];
    private readonly PendingFlush?[] _started = new PendingFlush?[Ranges];

    /// <summary>What each range may hold: first what is durable, then what was written since.</summary>
    private readonly List<byte>[] _contents = [.. Enumerable.Range(0, Ranges).Select(_ => new List<byte> { 0 })];

    public RangesLife(SimulatedPlatform platform, int seed)
    {
        _platform = platform;
        _random = new Random(seed);
        var files = new FileSystem(platform, InlineScheduler.Shared);
        _file = files.CreateRanged(Path, Ranges * Length, new RangedFileOptions { Alignment = Length });
        for (var i = 0; i < Ranges; i++)
        {
            _owned[i] = _file.Allocate(Length);
        }

        // That the file is there at all is not what this is about.
        _file.Flush();
        files.FlushParent(Path);
    }

    /// <summary>How many flushes of each kind were done: of one receipt, of many, of one that was started, of all.</summary>
    public int[] Flushes { get; } = new int[4];

    /// <summary>Goes on until the power is cut.</summary>
    /// <exception cref="StorageException">It was.</exception>
    public void Run(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var i = _random.Next(Ranges);
            if (_owned[i] is { } range)
            {
                Write(i, range);
            }
            else if (_written[i] is { } receipt)
            {
                Use(i, receipt);
            }
        }
    }

    /// <summary>Looks at what the cut left.</summary>
    public void Check(string context)
    {
        var content = _platform.ReadLive(Path);
        content.Length.ShouldBe(Ranges * Length, context);
        for (var offset = 0; offset < content.Length; offset += Sector)
        {
            var sector = content.AsSpan(offset, Sector);
            sector.ContainsAnyExcept(sector[0]).ShouldBeFalse($"{context}: the sector at {offset} is torn");
            _contents[offset / Length].ShouldContain(sector[0], $"{context}: at {offset}");
        }

        try
        {
            _file.Dispose();
        }
        catch (StorageException)
        {
            // The power was cut under it.
        }
    }

    private void Write(int i, AllocatedRange range)
    {
        var value = (byte)_random.Next(1, 256);
        _contents[i].Add(value);
        _written[i] = _file.Write(range, Calls.Filled(Length, value));
        _owned[i] = null;
    }

    private void Use(int i, WriteReceipt receipt)
    {
        switch (_random.Next(6))
        {
            case 0:
                _file.Flush(receipt);
                Flushed(0, i);
                break;
            case 1:
                int[] all = [.. Enumerable.Range(0, Ranges).Where(other => _written[other] is not null)];
                _file.FlushMany(Array.ConvertAll(all, other => _written[other]!.Value));
                Flushed(1, all);
                break;
            case 2 when _started[i] is { } pending:
                _file.Flush(pending);
                Flushed(2, i);
                break;
            case 3 when _random.Next(4) == 0:
                _file.Flush();
                Flushed(3);
                break;
            case 4:
                _owned[i] = _file.Rewrite(receipt);
                _written[i] = null;
                _started[i] = null;
                break;
            default:
                _started[i] = _file.StartFlush(receipt);
                break;
        }
    }

    /// <summary>A flush has returned: all that was written before it is durable, and those receipts are spent. They are good for writing anew.</summary>
    private void Flushed(int kind, params int[] ranges)
    {
        Flushes[kind]++;
        foreach (var contents in _contents)
        {
            contents.RemoveRange(0, contents.Count - 1);
        }

        foreach (var i in ranges)
        {
            _owned[i] = _file.Rewrite(_written[i]!.Value);
            _written[i] = null;
            _started[i] = null;
        }
    }
}
