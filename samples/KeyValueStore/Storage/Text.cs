using System.Globalization;
using System.Text;

namespace KeyValueStore.Storage;

/// <summary>Keys and values as one line of text.</summary>
internal static class Text
{
    /// <summary>Decodes UTF-8; a backslash, a control character and what is no UTF-8 become <c>\xNN</c>, so that no two keys look the same.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isRune && !Rune.IsControl(rune) && rune.Value != '\\')
            {
                text.Append(rune);
            }
            else
            {
                foreach (var value in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }
}
