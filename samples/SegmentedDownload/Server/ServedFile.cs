using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SegmentedDownload.Server;

/// <summary>A file that is nowhere: its bytes are computed from its seed, at any offset.</summary>
internal sealed class ServedFile
{
    private const int Block = 64 * 1024;

    private readonly ulong _seed;
    private readonly Lazy<byte[]> _hash;

    public ServedFile(long length, int seed)
    {
        Length = length;
        _seed = (ulong)seed << 32;
        ETag = $"\"{seed}-{length}\"";
        _hash = new Lazy<byte[]>(Hash);
    }

    public long Length { get; }

    /// <summary>The version: another seed or length has another one.</summary>
    public string ETag { get; }

    /// <summary>The SHA-256 of all bytes, as RFC 9530 has it.</summary>
    public string Digest => $"sha-256=:{Convert.ToBase64String(_hash.Value)}:";

    /// <summary>Computes bytes.</summary>
    public void Read(Span<byte> buffer, long offset)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (var i = 0; i < buffer.Length;)
        {
            var at = offset + i;
            BinaryPrimitives.WriteUInt64LittleEndian(word, Mix(_seed + (ulong)(at / sizeof(ulong))));
            var part = word[(int)(at % sizeof(ulong))..];
            part = part[..int.Min(part.Length, buffer.Length - i)];
            part.CopyTo(buffer[i..]);
            i += part.Length;
        }
    }

    /// <summary>SplitMix64: what looks random, from a number.</summary>
    private static ulong Mix(ulong number)
    {
        number *= 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    private byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Block];
        for (var offset = 0L; offset < Length; offset += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)long.Min(buffer.Length, Length - offset));
            Read(part, offset);
            hash.AppendData(part);
        }

        return hash.GetHashAndReset();
    }
}
