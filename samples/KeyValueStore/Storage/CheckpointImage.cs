namespace KeyValueStore.Storage;

/// <summary>Builds the bytes of a checkpoint.</summary>
internal static class CheckpointImage
{
    /// <exception cref="StoreException">A value of the checkpoint before is damaged, and is not carried on.</exception>
    public static async ValueTask<byte[]> EncodeAsync(StoreState state, CancellationToken cancellationToken)
    {
        var image = new byte[state.Size];
        var directoryLength = state.Index.Sum(entry => CheckpointFormat.EntryLength + entry.Key.Length);
        var directory = CheckpointFormat.HeaderLength;
        var offset = directory + directoryLength;
        foreach (var entry in state.Index)
        {
            var value = image.AsMemory(offset, entry.Length);
            await ReadAsync(state, entry, value, cancellationToken);
            directory = image.Length - CheckpointFormat.WriteEntry(image.AsSpan(directory), entry, Crc32C.Of(value.Span)).Length;
            offset += entry.Length;
        }

        var checksum = Crc32C.Of(image.AsSpan(CheckpointFormat.HeaderLength, directoryLength));
        CheckpointFormat.WriteHeader(image, new CheckpointFormat.Header(state.Lsn, directoryLength, image.Length, state.Index.Count, checksum));
        return image;
    }

    private static ValueTask ReadAsync(StoreState state, Entry entry, Memory<byte> value, CancellationToken cancellationToken)
    {
        if (entry.Value is not { } bytes)
        {
            return state.Checkpoint!.ReadAsync(entry, value, cancellationToken);
        }

        bytes.CopyTo(value);
        return ValueTask.CompletedTask;
    }
}
