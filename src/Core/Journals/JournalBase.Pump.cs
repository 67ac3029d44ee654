using System.Diagnostics;

namespace Mapwright;

public abstract partial class JournalBase
{
    /// <summary>Everything below is in the file; touched by the one who writes out.</summary>
    private long _written;

    /// <summary>The position up to which there are segments; changed under the gate of the segments.</summary>
    private long _ready;

    /// <summary>What frames and header slots say is durable: as <c>_durable</c>, but for a journal that was asked not to flush.</summary>
    private long _claimed;

    /// <summary>Held while segments are made, on disk too.</summary>
    private readonly Lock _segmentGate = new();

    private readonly Lock _limitGate = new();
    private bool _isPreparing;
    private bool _isPadding;

    private bool IsHalfFull => _buffer.Reserved - Volatile.Read(ref _written) >= _buffer.Size / 2;

    /// <summary>Writes the filled part of the buffer to the file. Everything below the position is filled.</summary>
    private void WriteOut(long target)
    {
        while (_written < target)
        {
            var bytes = _buffer.At(_written, target - _written);
            _log.Write(_written, bytes, nameof(Append));
            Volatile.Write(ref _written, _written + bytes.Length);
        }

        AllowReserving();
    }

    /// <summary>Makes what is in the file durable, as the options say, and publishes that.</summary>
    private void Publish(string operation)
    {
        var target = _written;
        if (target == DurableLsn)
        {
            return;
        }

        if (_flushes)
        {
            var start = Stopwatch.GetTimestamp();
            Flush(operation, _options.Durability, target);
            _flushTime = Stopwatch.GetElapsedTime(start);
        }

        Volatile.Write(ref _durable, target);
    }

    /// <summary>Flushes what is in the file; then frames and header slots may say so of what is below a position, where a frame ends.</summary>
    private void Flush(string operation, Durability durability, long target)
    {
        _log.Flush(operation, durability);
        Volatile.Write(ref _claimed, target);
    }

    /// <summary>The position that the next group ends at: what is reserved now, with padding if that is asked for.</summary>
    private long EndGroup()
    {
        var end = _buffer.Reserved;
        if (!_options.PadCommits || !_room.HasCommits)
        {
            return end;
        }

        // A disk that is full leaves a commit without its padding, and not without an end.
        _isPadding = TryMakeReady(2 * JournalLayout.Block);
        if (!_isPadding)
        {
            return end;
        }

        var epoch = _gate.Enter();
        try
        {
            if (!_buffer.TryReservePadding(JournalLayout.Block, FrameHeader.Size, out var lsn, out var length))
            {
                // Not to be met with the headroom that is kept; rather an end inside a block than a commit that waits for room.
                _isPadding = false;
                return end;
            }

            if (length > 0)
            {
                new FrameWriter(_buffer, lsn, (int)length - FrameHeader.Size).Void(_rules, Volatile.Read(ref _claimed));
            }

            return lsn + length;
        }
        finally
        {
            _gate.Exit(epoch);
        }
    }

    /// <summary>The leader's step: everything below the target is filled.</summary>
    /// <param name="target">The position.</param>
    /// <param name="ended">Gets those whose wait is over.</param>
    private void RunGroup(long target, ref WaiterChain ended)
    {
        var start = _written;
        WriteOut(target);
        if (_room.HasCommits && (!_isPadding || target % JournalLayout.Block == 0))
        {
            Prewrite(target - start);
            Publish(nameof(Commit));
            var durable = DurableLsn;
            var reached = _room.TakeReached(durable);
            _expected = reached.Count + _room.CommitCount;
            Telemetry.NoteGroup(nameof(Commit), reached.Count);
            while (reached.TryTake(out var waiter))
            {
                ended.Add(waiter.With(waiter.Value ?? durable));
            }

            WakeTails();
            WatchForIdleness();
        }

        ServeAppends(ref ended);
        if (_ready - _buffer.Reserved < _log.Layout.Capacity / 2 && !Interlocked.Exchange(ref _isPreparing, true))
        {
            Prepare();
        }
    }

    /// <summary>Writing failed: everyone who waits is told, and nobody waits any more.</summary>
    private void Poison(Exception cause, ref WaiterChain ended)
    {
        Interlocked.CompareExchange(ref _failure, cause, null);
        var code = (cause as StorageException)?.Code ?? StorageErrorCode.Unknown;
        var waiters = _room.TakeAll(shut: true);
        while (waiters.TryTake(out var waiter))
        {
            ended.Add(waiter.With(Failed(cause, code, nameof(Commit))));
        }
    }

    /// <summary>Gives those who wait for room a place, in order, as far as there is room now.</summary>
    private void ServeAppends(ref WaiterChain ended)
    {
        while (_room.FirstAppend() is { } waiter)
        {
            var length = FrameHeader.LengthOf(waiter.Payload!.Length);
            if (!TryMakeReady(waiter, length, ref ended))
            {
                continue;
            }

            var isServed = length > _buffer.Room ? TryWriteBeyond(waiter, length, ref ended) : TryFill(waiter, ref ended);
            if (!isServed)
            {
                return;
            }
        }
    }

    private bool TryFill(JournalWaiter waiter, ref WaiterChain ended)
    {
        var epoch = _gate.Enter();
        long lsn;
        bool isPlaced;
        try
        {
            if (!_buffer.TryReserve(FrameHeader.LengthOf(waiter.Payload!.Length), out lsn))
            {
                return false;
            }

            isPlaced = waiter.TryPlace();
            var writer = new FrameWriter(_buffer, lsn, waiter.Payload.Length);
            if (isPlaced)
            {
                writer.Write(waiter.Payload);
                writer.End(waiter.Kind, _rules, Volatile.Read(ref _claimed));
            }
            else
            {
                // Withdrawn at the last moment: the place is taken.
                writer.Void(_rules, Volatile.Read(ref _claimed));
            }
        }
        finally
        {
            _gate.Exit(epoch);
        }

        Serve(waiter, lsn, isPlaced, ref ended);
        return true;
    }

    /// <summary>Appends what is larger than the buffer, when nothing is in the buffer: straight to the file.</summary>
    private bool TryWriteBeyond(JournalWaiter waiter, long length, ref WaiterChain ended)
    {
        var lsn = _written;
        if (!_buffer.TryReserveBeyond(length, lsn))
        {
            return false;
        }

        var isPlaced = waiter.TryPlace();
        var payload = waiter.Payload!;
        var header = new byte[FrameHeader.Size];
        new FrameHeader(
            isPlaced ? waiter.Kind : FrameKind.Void, lsn, Volatile.Read(ref _claimed), _rules.JournalId, _rules.Generation, payload.Length, isPlaced ? Checksum.Of(payload) : 0)
            .WriteTo(header);
        _log.Write(lsn, header, nameof(Append));
        if (isPlaced)
        {
            _log.Write(lsn + header.Length, payload, nameof(Append));
            _log.Write(lsn + header.Length + payload.Length, new byte[length - header.Length - payload.Length], nameof(Append));
        }

        Volatile.Write(ref _written, lsn + length);
        AllowReserving();
        Serve(waiter, lsn, isPlaced, ref ended);
        return true;
    }

    private void Serve(JournalWaiter waiter, long lsn, bool isPlaced, ref WaiterChain ended)
    {
        _room.RemoveFirst(waiter);
        if (!isPlaced)
        {
            return;
        }

        Telemetry.NoteAppend(waiter.Kind, waiter.Payload!.Length);
        waiter.Value = lsn;
        waiter.Target = lsn + FrameHeader.LengthOf(waiter.Payload.Length);
        if (!waiter.Commits || !_room.TryAddCommit(waiter, ref _durable))
        {
            ended.Add(waiter);
        }
    }

    /// <summary>Makes sure that there are segments for a request. False: there is no room for them, and the request was told.</summary>
    private bool TryMakeReady(JournalWaiter waiter, long length, ref WaiterChain ended)
    {
        try
        {
            MakeReady(length);
            return true;
        }
        catch (Exception exception)
        {
            _room.RemoveFirst(waiter);
            if (waiter.TryPlace())
            {
                ended.Add(waiter.With(exception));
            }

            return false;
        }
    }

    /// <summary>Puts segments to use until there are enough for so many bytes more than are reserved.</summary>
    private void MakeReady(long length)
    {
        lock (_segmentGate)
        {
            while (_ready - _buffer.Reserved < length + _buffer.Headroom)
            {
                _log.AddSegment(_log.Layout.NumberOf(_ready), _rules.Generation, nameof(Append));
                Volatile.Write(ref _ready, _ready + _log.Layout.Capacity);
            }
        }

        AllowReserving();
    }

    private bool TryMakeReady(long length)
    {
        try
        {
            MakeReady(length);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private void AllowReserving()
    {
        lock (_limitGate)
        {
            _buffer.SetLimit(Math.Min(Volatile.Read(ref _written) + _buffer.Size, Volatile.Read(ref _ready)));
        }
    }
}
