using System.Security.Cryptography;
using Mapwright;

namespace Quickstart;

/// <summary>Reads source and copy back and compares their SHA-256.</summary>
internal sealed class Verification(FileSystemBase files, Buffers buffers, IProgress<long> progress)
{
    /// <exception cref="IOException">The two differ.</exception>
    public async ValueTask CompareAsync(SourceFile source, string path, CancellationToken cancellationToken)
    {
        var expected = await HashAsync(source.Path, cancellationToken);
        var found = await HashAsync(path, cancellationToken);
        if (!expected.AsSpan().SequenceEqual(found))
        {
            throw new IOException($"The copy of '{source.Path}' differs from it: SHA-256 {Convert.ToHexStringLower(expected)} "
                + $"was expected and {Convert.ToHexStringLower(found)} was read back.");
        }

        progress.Report(source.Length);
    }

    private async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = await files.OpenReadAsync(path, cancellationToken);
        var buffer = await buffers.RentAsync(cancellationToken);
        try
        {
            for (var offset = 0L; await file.ReadAtAsync(buffer, offset, cancellationToken) is > 0 and var count; offset += count)
            {
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            buffers.Return(buffer);
        }

        return hash.GetHashAndReset();
    }
}
