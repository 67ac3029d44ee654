using System.Text;

namespace Mapwright;

/// <summary>Paths as the system takes them: bytes with a final NUL, usually UTF-8.</summary>
/// <remarks>
/// A name of the system need not be UTF-8. A byte that is not part of valid UTF-8 becomes one of the characters U+DC80 to
/// U+DCFF, which no valid text contains, and becomes that byte again on the way back. A text that would come back as another one
/// has no bytes: it would be the name of another file.
/// </remarks>
internal static class LinuxPath
{
    private const char FirstEscape = '\uDC00';

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a path; <see langword="null"/> when it has none.</summary>
    public static byte[]? Encode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var bytes = new byte[s_strict.GetByteCount(path) + 1];
            s_strict.GetBytes(path, bytes);
            return bytes;
        }
        catch (EncoderFallbackException)
        {
            return EncodeEscaped(path);
        }
    }

    /// <summary>The text of a name; every name has one.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        while (!name.IsEmpty)
        {
            var valid = ValidPrefix(name);
            text.Append(s_strict.GetString(name[..valid]));
            name = name[valid..];
            if (!name.IsEmpty)
            {
                text.Append((char)(FirstEscape + name[0]));
                name = name[1..];
            }
        }

        return text.ToString();
    }

    private static int ValidPrefix(ReadOnlySpan<byte> name)
    {
        var valid = 0;
        while (valid < name.Length && Rune.DecodeFromUtf8(name[valid..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            valid += length;
        }

        return valid;
    }

    private static byte[]? EncodeEscaped(string path)
    {
        var bytes = new List<byte>(path.Length * 3);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < path.Length; i++)
        {
            if (Rune.TryGetRuneAt(path, i, out var rune))
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += rune.Utf16SequenceLength - 1;
            }
            else if (path[i] is >= (char)(FirstEscape + 0x80) and <= (char)(FirstEscape + 0xFF))
            {
                bytes.Add((byte)(path[i] - FirstEscape));
            }
            else
            {
                return null;
            }
        }

        var encoded = bytes.ToArray();
        return Decode(encoded) == path ? [.. encoded, 0] : null;
    }
}
