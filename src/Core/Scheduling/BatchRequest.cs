using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Mapwright;

/// <summary>
/// The item of an operation that is many transfers on one file. An adapter takes all of them, each as a request of its own, or declines
/// and has begun none; the operation ends when the last of them has.
/// </summary>
/// <remarks>
/// The transfers are one operation: the file is held once for all of them, and every buffer stays pinned, until the last outcome was
/// reported. So no transfer belongs to another operation while its neighbours are in flight.
/// </remarks>
public abstract class BatchRequest : NativeOperation<None>
{
    /// <summary>A pooled item keeps no more transfers than this; a larger batch takes them from <see cref="BatchParts"/>.</summary>
    private const int MostKept = 256;

    private BatchPart[] _kept = [];
    private BatchPart[] _parts = [];
    private int _count;
    private int _left;
    private Exception? _broken;

    /// <summary>
    /// The transfers, in order, linked by <see cref="IWorkItem.Next"/>, which the adapter may use; <see langword="null"/> when no byte is to be
    /// transferred. Each is reported once, in any order, by any thread.
    /// </summary>
    public INativeRequest? Transfers { get; private set; }

    /// <summary>How many transfers there are.</summary>
    private protected abstract int Count { get; }

    /// <summary>What one of them transfers.</summary>
    private protected abstract (ReadOnlyMemory<byte> Buffer, long Offset) PartAt(int index);

    /// <summary>Maps the outcome of one transfer.</summary>
    /// <param name="result">Its outcome.</param>
    /// <param name="index">Which it is.</param>
    protected abstract void EndPart(IoResult result, int index);

    /// <inheritdoc/>
    protected override void Clear()
    {
        if (_parts.Length > MostKept)
        {
            BatchParts.Return(_parts);
        }

        _parts = [];
    }

    /// <summary>A transfer has ended; the driver may have broken down under it.</summary>
    internal void OnPartEnded(Exception? broken = null)
    {
        if (broken is not null)
        {
            Interlocked.CompareExchange(ref _broken, broken, null);
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            Finish();
        }
    }

    private protected override void Pin()
    {
        var count = Count;
        _parts = count > MostKept ? BatchParts.Rent(count) : Keep(count);
        BatchPart? last = null;
        for (; _count < count; _count++)
        {
            var (buffer, offset) = PartAt(_count);
            var part = _parts[_count] ??= new BatchPart();
            part.Set(this, buffer, offset);
            if (part.IsEnded)
            {
                continue;
            }

            Transfers ??= part;
            if (last is not null)
            {
                last.Next = part;
            }

            last = part;
            _left++;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "One of them is thrown when all were looked at.")]
    private protected override None Conclude()
    {
        var error = _broken;
        for (var i = 0; i < _count; i++)
        {
            if (_parts[i].Outcome is not { } outcome)
            {
                continue;
            }

            try
            {
                // All are looked at: the failure of any may have to poison the file.
                ResumeClock();
                EndPart(outcome, i);
            }
            catch (Exception exception)
            {
                // That some were cancelled says less than why another failed.
                error = error is null or StorageException { Code: StorageErrorCode.Cancelled } ? exception : error;
            }
        }

        Undo();
        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return default;
    }

    private protected override void Reset()
    {
        for (var i = 0; i < _count; i++)
        {
            _parts[i].Reset();
        }

        Transfers = null;
        _count = 0;
        _left = 0;
        _broken = null;
    }

    private BatchPart[] Keep(int count)
    {
        if (_kept.Length < count)
        {
            Array.Resize(ref _kept, int.Max(count, 8));
        }

        return _kept;
    }
}
