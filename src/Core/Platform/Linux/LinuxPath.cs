using System.Text;

namespace Mapwright;

/// <summary>Paths as the system takes them: UTF-8 with a final NUL.</summary>
internal static class LinuxPath
{
    // Throws on an unpaired surrogate: replaced, it would name another file.
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
            return null;
        }
    }
}
