using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>Blocks that were never written are filled with zeros ahead of the records.</summary>
public sealed class JournalPrewriteTests : JournalTest
{
    private const int NoSpace = 28;
    private const int Filled = 1 << 20;

    private static readonly JournalOptions s_roomy = new() { SegmentSize = 4 << 20, IdleMark = Timeout.InfiniteTimeSpan };

    private readonly ZeroPlatform _platform = new();

    protected override FileSystemBase Files => new CallerFileSystem(_platform);

    [Fact]
    public void A_commit_that_gets_to_new_blocks_fills_the_next_ones_and_those_after_it_write_and_flush_nothing_else()
    {
        using var journal = Open(s_roomy);
        var flushes = _platform.Flushes;

        journal.AppendAndCommit(Text("first"));

        _platform.Zeros[0].Offset.ShouldBe(JournalLayout.HeaderLength + (2 * JournalLayout.Block));
        _platform.Zeros.Sum(zeros => zeros.Length).ShouldBe(Filled);
        for (var i = 0; i < 200; i++)
        {
            journal.AppendAndCommit(Bytes(4000, i));
        }

        _platform.Zeros.Sum(zeros => zeros.Length).ShouldBe(Filled);
        (_platform.Flushes - flushes).ShouldBe(201);
        for (var i = 200; i < 300; i++)
        {
            journal.AppendAndCommit(Bytes(4000, i));
        }

        _platform.Zeros.Sum(zeros => zeros.Length).ShouldBe(2 * Filled);
        (_platform.Flushes - flushes).ShouldBe(301);
        ReadAll().Skip(1).Select(record => record.Payload.ToArray()).ShouldBe(Enumerable.Range(0, 300).Select(i => Bytes(4000, i)));
    }

    [Theory]
    [InlineData(Caching.Buffered)]
    [InlineData(Caching.Direct)]
    public void No_zeros_get_beyond_a_segment_or_over_a_record(Caching caching)
    {
        var options = Small with { Caching = caching };
        for (var life = 0; life < 3; life++)
        {
            using var journal = Open(options);
            for (var i = 0; i < 60; i++)
            {
                journal.AppendAndCommit(Bytes(i * 67, (life * 60) + i));
            }
        }

        _platform.Zeros.Count.ShouldBeGreaterThan(10);
        _platform.Zeros.ShouldAllBe(zeros => InSegment(zeros.Offset) >= JournalLayout.Block && InSegment(zeros.Offset) + zeros.Length <= Small.SegmentSize);
        ReadAll().Select(record => record.Payload.ToArray()).ShouldBe(Enumerable.Range(0, 180).Select(i => Bytes(i % 60 * 67, i)));
    }

    [Theory]
    [InlineData(16, 0, 2)]
    [InlineData(0, 5, int.MaxValue)]
    public void Segments_that_are_used_again_are_filled_only_if_their_blocks_were_given_back(int spare, int least, int most)
    {
        using var journal = Open(Small with { SpareSegments = spare });
        journal.TrimHead(Fill(journal, 100)[^1]);
        _platform.Zeros.Clear();

        var lsns = Fill(journal, 70);

        _platform.Zeros.Count.ShouldBeInRange(least, most);
        ReadAll(from: lsns[0]).Count.ShouldBe(lsns.Count);
    }

    [Fact]
    public void Blocks_that_were_given_back_are_reserved_before_a_record_gets_its_place_there()
    {
        using var journal = Open(Small with { SpareSegments = 0 });
        var kept = Fill(journal, 100)[^1];
        journal.TrimHead(kept);
        _platform.AllocateError = NoSpace;

        Should.Throw<StorageException>(() => Fill(journal, 100)).Code.ShouldBe(StorageErrorCode.NoSpace);

        _platform.AllocateError = 0;
        journal.IsPoisoned.ShouldBeFalse();
        var more = Fill(journal, 30);
        ReadAll(from: more[0]).Select(record => record.Lsn).ShouldBe(more);
    }

    [Fact]
    public void Zeros_that_the_system_refuses_are_no_error_and_not_tried_again()
    {
        using (var journal = Open(s_roomy))
        {
            _platform.ZeroError = ForwardingPlatform.DeviceError;

            Fill(journal, 10);

            journal.IsPoisoned.ShouldBeFalse();
            _platform.Zeros.Count.ShouldBe(1);
        }

        ReadAll().Count.ShouldBe(10);
    }

    [Theory]
    [InlineData(false, Durability.Data, AllocationGuarantee.Full, 100)]
    [InlineData(true, Durability.None, AllocationGuarantee.Full, 100)]
    [InlineData(true, Durability.Data, AllocationGuarantee.None, 100)]
    [InlineData(true, Durability.Data, AllocationGuarantee.Memory, 100)]
    [InlineData(true, Durability.Data, AllocationGuarantee.Full, 200_000)]
    public void Nothing_is_filled_where_it_is_no_use(bool isAskedFor, Durability durability, AllocationGuarantee guarantee, int length)
    {
        _platform.Guarantee = guarantee;
        using var journal = Open(s_roomy with { PrewriteSegments = isAskedFor, Durability = durability });

        for (var i = 0; i < 5; i++)
        {
            journal.AppendAndCommit(Bytes(length, i));
        }

        _platform.Zeros.ShouldBeEmpty();
    }

    private static long InSegment(long offset) => (offset - JournalLayout.HeaderLength) % Small.SegmentSize;

    private static List<long> Fill(JournalBase journal, int records) => [.. Enumerable.Range(0, records).Select(i => journal.AppendAndCommit(Bytes(1000, i)))];

    /// <summary>Notes writes of nothing but zeros.</summary>
    private sealed class ZeroPlatform : ForwardingPlatform
    {
        public List<(long Offset, int Length)> Zeros { get; } = [];

        public int Flushes { get; private set; }

        public int ZeroError { get; set; }

        public int AllocateError { get; set; }

        public AllocationGuarantee Guarantee { get; set; } = AllocationGuarantee.Full;

        public override AllocationGuarantee GuaranteeOf(PlatformFile file) => Guarantee;

        public override IoResult GetTransferLimits(PlatformFile file, out TransferLimits limits) => Inner.GetTransferLimits(file, out limits);

        public override IoResult Reopen(PlatformFile file, Caching caching, Durability durability, out PlatformFile? other) =>
            Inner.Reopen(file, caching, durability, out other);

        public override IoResult Allocate(PlatformFile file, long offset, long length) =>
            AllocateError != 0 ? IoResult.Failure(AllocateError) : base.Allocate(file, offset, length);

        public override IoResult FlushData(PlatformFile file)
        {
            Flushes++;
            return base.FlushData(file);
        }

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            if (buffer.ContainsAnyExcept((byte)0))
            {
                return base.WriteAt(file, buffer, offset);
            }

            Zeros.Add((offset, buffer.Length));
            return ZeroError != 0 ? IoResult.Failure(ZeroError) : base.WriteAt(file, buffer, offset);
        }
    }
}
