using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SoakProgram;

/// <summary>One loop: one operation after another on blocks that are its own.</summary>
internal sealed class Worker(int number, FileSystem fileSystem, StorageFile direct, StorageFile buffered)
{
    public const int Block = 4096;
    public const int Blocks = 32;
    private const int Batch = 8;

    private readonly Random _random = new(number);
    private readonly Memory<byte> _memory = AlignedMemory.Allocate(Batch * Block);
    private readonly int[] _inDirect = new int[Blocks];
    private readonly int[] _inBuffered = new int[Blocks];
    private readonly FileRead[] _reads = new FileRead[Batch];
    private readonly FileWrite[] _writes = new FileWrite[Batch];
    private readonly int[] _counts = new int[Batch];
    private int _value;

    public async Task RunAsync(long started, TimeSpan time, Latencies latencies)
    {
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var operation = Stopwatch.GetTimestamp();
            await ActAsync(_random.Next(1000), _random.Next(Blocks)).ConfigureAwait(false);
            latencies.Add(operation);
        }
    }

    private ValueTask ActAsync(int lot, int block) => lot switch
    {
        < 480 => ReadAsync(block),
        < 630 => WriteAsync(block, isDurable: false),
        < 650 => WriteAsync(block, isDurable: true),
        < 770 => ReadBufferedAsync(block),
        < 850 => WriteBufferedAsync(block),
        < 900 => ReadManyAsync(block),
        < 930 => WriteManyAsync(block),
        < 950 => OpenAsync(block),
        < 999 => CancelAsync(block),
        _ => direct.FlushDataAsync(),
    };

    private async ValueTask ReadAsync(int block)
    {
        var memory = _memory[..Block];
        memory.Span.Clear();
        await direct.ReadExactlyAtAsync(memory, At(block)).ConfigureAwait(false);
        Check(memory, _inDirect[block]);
    }

    private async ValueTask WriteAsync(int block, bool isDurable)
    {
        var memory = _memory[..Block];
        _inDirect[block] = Fill(memory);
        if (isDurable)
        {
            await direct.WriteDurableAtAsync(memory, At(block)).ConfigureAwait(false);
        }
        else
        {
            await direct.WriteAtAsync(memory, At(block)).ConfigureAwait(false);
        }
    }

    /// <summary>Into memory of its own, which is garbage at once and has to be pinned.</summary>
    private async ValueTask ReadBufferedAsync(int block)
    {
        var memory = new byte[Block];
        await buffered.ReadExactlyAtAsync(memory, At(block)).ConfigureAwait(false);
        Check(memory, _inBuffered[block]);
    }

    private async ValueTask WriteBufferedAsync(int block)
    {
        var memory = new byte[Block];
        _inBuffered[block] = Fill(memory);
        await buffered.WriteAtAsync(memory, At(block)).ConfigureAwait(false);
    }

    private async ValueTask ReadManyAsync(int block)
    {
        _memory.Span.Clear();
        for (var i = 0; i < Batch; i++)
        {
            _reads[i] = new FileRead(Part(i), At((block + (3 * i)) % Blocks));
        }

        await direct.ReadManyAsync(_reads, _counts).ConfigureAwait(false);
        for (var i = 0; i < Batch; i++)
        {
            Check(Part(i)[.._counts[i]], _inDirect[(block + (3 * i)) % Blocks]);
        }
    }

    private ValueTask WriteManyAsync(int block)
    {
        for (var i = 0; i < Batch; i++)
        {
            _inDirect[(block + (3 * i)) % Blocks] = Fill(Part(i));
            _writes[i] = new FileWrite(Part(i), At((block + (3 * i)) % Blocks));
        }

        return direct.WriteManyAsync(_writes);
    }

    private async ValueTask OpenAsync(int block)
    {
        var memory = _memory[..Block];
        await using var file = await fileSystem.OpenAsync(
            direct.Path, new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct }).ConfigureAwait(false);
        await file.ReadExactlyAtAsync(memory, At(block)).ConfigureAwait(false);
        Check(memory, _inDirect[block]);
    }

    /// <summary>A read that nobody wants any more once it has started.</summary>
    private async ValueTask CancelAsync(int block)
    {
        var memory = AlignedMemory.Allocate(Block);
        using var cancellation = new CancellationTokenSource();
        var pending = direct.ReadExactlyAtAsync(memory, At(block), cancellation.Token);
        await cancellation.CancelAsync().ConfigureAwait(false);
        try
        {
            await pending.ConfigureAwait(false);
            Check(memory, _inDirect[block]);
        }
        catch (OperationCanceledException)
        {
            memory.Span.Fill(0xCC);
        }
    }

    private long At(int block) => ((number * Blocks) + block) * (long)Block;

    private Memory<byte> Part(int i) => _memory.Slice(i * Block, Block);

    private int Fill(Memory<byte> memory)
    {
        var value = (number << 20) | (++_value & 0xFFFFF);
        MemoryMarshal.Cast<byte, int>(memory.Span).Fill(value);
        return value;
    }

    private void Check(ReadOnlyMemory<byte> memory, int value)
    {
        if (memory.Length != Block || MemoryMarshal.Cast<byte, int>(memory.Span).ContainsAnyExcept(value))
        {
            throw new InvalidDataException($"Loop {number} did not find {value:X} where it had written it.");
        }
    }
}
