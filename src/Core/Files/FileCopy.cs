using System.Buffers;

namespace Mapwright;

/// <summary>Fills a new file with the content of another one: by sharing blocks, by a copy inside the system, or through memory.</summary>
internal sealed class FileCopy(OpenFile source, Replacement target, Reflink reflink, IProgress<long>? progress, string operation)
{
    /// <summary>The most that the system copies between two looks at the token.</summary>
    private const int LargestStep = 16 << 20;

    private const int BufferSize = 1 << 20;

    private readonly StoragePlatform _platform = source.Platform;
    private long _copied;

    /// <summary>Copies all of it.</summary>
    /// <returns>The bytes.</returns>
    public long Run(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // The copy inside the system shares blocks too, where it can: who wants blocks of his own gets neither.
        if (reflink != Reflink.Never)
        {
            if (TryShare())
            {
                return _copied;
            }

            if (reflink == Reflink.Always)
            {
                throw new NotSupportedException($"{operation} of '{source.Path}' is refused: its file system cannot share blocks, and a copy was not asked for.");
            }

            CopyInside(cancellationToken);
        }

        // Also after a copy inside the system, which says that a file of unknown length has none.
        CopyThroughMemory(cancellationToken);
        return _copied;
    }

    private bool TryShare()
    {
        var cloned = target.Share(source.Handle);
        if (cloned.IsFailure)
        {
            if (_platform.Classify(cloned.Error) != StorageErrorCode.NotSupported)
            {
                target.Check(cloned, ReplaceStep.Write);
            }

            return false;
        }

        target.Check(_platform.GetMetadata(target.File, out var metadata), ReplaceStep.Write);
        Advance(metadata.Length);
        return true;
    }

    private void CopyInside(CancellationToken cancellationToken)
    {
        while (true)
        {
            var copied = _platform.CopyRange(source.Handle, _copied, target.File, _copied, LargestStep);
            if (copied.IsFailure && _platform.Classify(copied.Error) == StorageErrorCode.NotSupported)
            {
                return;
            }

            target.Check(copied, ReplaceStep.Write);
            if (copied.Value == 0)
            {
                return;
            }

            Advance(copied.Value);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void CopyThroughMemory(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                var read = _platform.ReadAt(source.Handle, buffer, _copied);
                source.Check(read, operation, _copied);
                if (read.Value == 0)
                {
                    return;
                }

                target.Check(_platform.WriteAt(target.File, buffer.AsSpan(0, (int)read.Value), _copied), ReplaceStep.Write);
                Advance(read.Value);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Advance(long count)
    {
        _copied += count;
        progress?.Report(_copied);
    }
}
