using System.Text;

namespace Mapwright.Core.Tests.Journals;

public sealed class ChecksumTests
{
    /// <remarks>RFC 3720, B.4, and the check value of the catalogue of CRCs.</remarks>
    public static TheoryData<byte[], uint> Known() => new()
    {
        { [], 0x00000000 },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { [.. Enumerable.Repeat((byte)0xFF, 32)], 0x62A8AB43 },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)i)], 0x46DD794E },
        { [.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))], 0x113FDB5C },
        { Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog"), 0x22620404 },
    };

    [Theory, MemberData(nameof(Known))]
    public void It_is_the_castagnoli_checksum(byte[] bytes, uint expected) => Checksum.Of(bytes).ShouldBe(expected);

    [Theory, MemberData(nameof(Known))]
    public void Pieces_have_the_checksum_of_the_whole(byte[] bytes, uint expected)
    {
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Checksum.Append(Checksum.Of(bytes.AsSpan(0, cut)), bytes.AsSpan(cut)).ShouldBe(expected);
        }
    }
}
