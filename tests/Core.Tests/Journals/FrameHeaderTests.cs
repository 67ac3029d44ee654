using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Journals;

public sealed class FrameHeaderTests
{
    private static readonly FrameRules s_rules = new(JournalId: 7, Generation: 3, CutLsn: 1024);

    [Fact]
    public void What_is_written_is_read()
    {
        Prop.ForAll(Headers(), header =>
        {
            var bytes = new byte[FrameHeader.Size];
            header.WriteTo(bytes);
            return FrameHeader.TryRead(bytes, out var read) && read == header;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_header_with_a_flipped_bit_is_read()
    {
        Prop.ForAll(Headers(), header =>
        {
            var bytes = new byte[FrameHeader.Size];
            header.WriteTo(bytes);
            return Enumerable.Range(0, bytes.Length * 8).All(bit =>
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                var isRead = FrameHeader.TryRead(bytes, out _);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                return !isRead;
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_bytes_at_all_make_it_throw()
    {
        var random = new Random(1);
        var bytes = new byte[FrameHeader.Size];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            FrameHeader.TryRead(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out _).ShouldBeFalse();
            HeaderSlot.TryRead(bytes, out _, out _).ShouldBeFalse();
            SegmentHeader.TryRead(bytes, out _).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(2048, 3, 2048, 7, true)]
    [InlineData(2048, 3, 2056, 7, false)]
    [InlineData(2048, 3, 2048, 8, false)]
    [InlineData(2048, 2, 2048, 7, false)]
    [InlineData(2048, 4, 2048, 7, false)]
    [InlineData(1024, 3, 1024, 7, true)]
    [InlineData(512, 2, 512, 7, true)]
    [InlineData(512, 3, 512, 7, false)]
    [InlineData(1000, 2, 1000, 7, false)]
    public void A_frame_is_in_force_where_it_says_in_its_journal_and_in_its_generation(long lsn, uint generation, long at, ulong journal, bool accepted)
    {
        var header = new FrameHeader(FrameKind.Record, lsn, 0, journal, generation, PayloadLength: 0, PayloadChecksum: 0);
        s_rules.Accept(header, at).ShouldBe(accepted);
    }

    private static Arbitrary<FrameHeader> Headers() =>
        (from kind in Gen.Elements(FrameKind.Record, FrameKind.Batch, FrameKind.Void)
         from lsn in Gen.Choose(0, int.MaxValue)
         from scale in Gen.Choose(0, 30)
         from durable in Gen.Choose(0, int.MaxValue)
         from id in Gen.Choose(0, int.MaxValue)
         from generation in Gen.Choose(0, int.MaxValue)
         from length in Gen.Choose(0, FrameHeader.LargestPayload)
         from checksum in Gen.Choose(int.MinValue, int.MaxValue)
         let position = ((long)lsn << scale) & -FrameHeader.Alignment
         select new FrameHeader(kind, position, Math.Min(durable, position), (ulong)id, (uint)generation, length, (uint)checksum)).ToArbitrary();
}
