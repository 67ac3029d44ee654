using System.Text;

namespace Mapwright;

/// <summary>Paths as the system takes them: UTF-8 with a final NUL.</summary>
internal static class MacOSPath
{
    // Throws on an unpaired surrogate: replaced, it would name another file.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a path; <see langword="null"/> when it has none.</summary>
    public static byte[]? Encode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return path.Contains('\0', StringComparison.Ordinal) ? null : s_strict.GetBytes(path + '\0');
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
