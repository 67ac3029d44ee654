using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Mapwright.Core.Tests.Journals;

/// <summary>docs/journal-format.md says what is written.</summary>
public sealed class FormatPageTests
{
    private static readonly string s_page = File.ReadAllText(PagePath());

    [Fact]
    public void The_example_is_a_frame_that_is_read_as_the_page_says()
    {
        var block = s_page[(s_page.IndexOf("```text", StringComparison.Ordinal) + 7)..];
        block = block[..block.IndexOf("```", StringComparison.Ordinal)];
        var bytes = block.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(text => byte.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        var expected = new FrameHeader(
            FrameKind.Record, Lsn: 64, DurableLsn: 64, JournalId: 0x0123456789ABCDEF, Generation: 2, PayloadLength: 5, Checksum.Of(Encoding.ASCII.GetBytes("hello")));
        var written = new byte[expected.FrameLength];
        expected.WriteTo(written);
        Encoding.ASCII.GetBytes("hello").CopyTo(written, FrameHeader.Size);

        Convert.ToHexString(bytes).ShouldBe(Convert.ToHexString(written));
        FrameHeader.TryRead(bytes, out var header).ShouldBeTrue();
        header.ShouldBe(expected);
    }

    [Fact]
    public void The_numbers_of_the_page_are_those_of_the_code()
    {
        s_page.ShouldContain($"Format {HeaderSlot.FormatVersion}.");
        s_page.ShouldContain($"| 0 | 4 | checksum of bytes 4 to {HeaderSlot.Size - 1} |");
        s_page.ShouldContain($"| 0 | 4 | checksum of bytes 4 to {SegmentHeader.Size - 1} |");
        s_page.ShouldContain($"| 0 | 4 | checksum of bytes 4 to {FrameHeader.Size - 1} |");
        s_page.ShouldContain($"| {JournalLayout.HeaderLength} | segment size |");
        s_page.ShouldContain($"a power of two from {JournalLayout.SmallestSegment} to {JournalLayout.LargestSegment}");
        s_page.ShouldContain($"at most {FrameHeader.LargestPayload} |");
        s_page.ShouldContain($"offset {ExclusiveUse.Place} ");
        s_page.ShouldContain(Name(HeaderSlot.Magic));
        s_page.ShouldContain(Name(SegmentHeader.Magic));
        s_page.ShouldContain(Name(FrameHeader.Magic));
    }

    private static string Name(uint magic) => $"`{Encoding.ASCII.GetString(BitConverter.GetBytes(magic))}`";

    private static string PagePath([CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "../../../docs/journal-format.md");
}
