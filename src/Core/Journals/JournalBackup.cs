namespace Mapwright;

/// <summary>Writes a copy of a part of a log into a file of its own.</summary>
internal static class JournalBackup
{
    private const string Operation = "BackUp";

    private const int ChunkSize = 1 << 20;

    /// <summary>Copies what the slot says is live and durable.</summary>
    public static void Write(FileSystemBase owner, JournalFile source, in HeaderSlot slot, string path, IProgress<long>? progress)
    {
        var mode = source.File.GetMetadata(Operation).UnixMode;
        var file = OpenFile.Open(owner.Platform, path, new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, mode), Operation);
        try
        {
            file.Check(owner.Platform.SetLength(file.Handle, JournalLayout.HeaderLength), Operation);
            var target = new JournalFile(file, source.Layout, slot.JournalId);
            for (var number = source.Layout.NumberOf(slot.FirstLsn); source.Layout.StartOf(number) < slot.DurableLsn; number++)
            {
                target.AddSegment(number, slot.Generation, Operation);
            }

            Copy(source, target, slot, progress);
            target.Flush(Operation, Durability.Full);
            JournalFile.WriteSlot(file, slot, Operation);
            owner.FlushParent(path);
        }
        catch (Exception cause)
        {
            file.Discard(cause, Operation);
            throw;
        }

        file.Close();
    }

    private static void Copy(JournalFile source, JournalFile target, in HeaderSlot slot, IProgress<long>? progress)
    {
        var buffer = new byte[(int)Math.Min(ChunkSize, Math.Max(1, slot.DurableLsn - slot.FirstLsn))];
        for (var lsn = slot.FirstLsn; lsn < slot.DurableLsn;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, slot.DurableLsn - lsn));
            var count = source.Read(lsn, part, Operation);
            if (count < part.Length)
            {
                throw new StorageException(
                    StorageErrorCode.Truncated, Operation, source.File.Path, $"The journal '{source.File.Path}' ends at position {lsn + count}: another party cut it off.", lsn + count);
            }

            target.Write(lsn, part, Operation);
            lsn += count;
            progress?.Report(lsn - slot.FirstLsn);
        }
    }
}
