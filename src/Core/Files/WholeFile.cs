namespace Mapwright;

/// <summary>Reads a file to its end.</summary>
internal static class WholeFile
{
    private const int FirstSize = 4096;

    public static byte[] Read(OpenFile file, string operation)
    {
        var length = file.GetLength(operation);
        if (length > Array.MaxLength)
        {
            throw TooLarge(file, operation);
        }

        // One byte more than it has, so that the end shows itself in the same read. The length is a hint: files of the
        // system have none, others grow.
        var buffer = new byte[Math.Max(FirstSize, Math.Min(length + 1, Array.MaxLength))];
        var count = 0;
        while (true)
        {
            var read = file.Platform.ReadAt(file.Handle, buffer.AsSpan(count), count);
            file.Check(read, operation, count);
            count += (int)read.Value;
            if (count < buffer.Length)
            {
                return count == buffer.Length ? buffer : buffer[..count];
            }

            if (buffer.Length == Array.MaxLength)
            {
                throw TooLarge(file, operation);
            }

            Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, Array.MaxLength));
        }
    }

    private static StorageException TooLarge(OpenFile file, string operation) => new(
        StorageErrorCode.TooLarge,
        operation,
        file.Path,
        $"{operation} of '{file.Path}' is refused: it is longer than an array. Open it and read parts of it.");
}
