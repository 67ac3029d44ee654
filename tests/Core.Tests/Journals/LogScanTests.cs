using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Journals;

/// <summary>The rule that tells a torn tail from damage, on logs in memory.</summary>
public sealed class LogScanTests
{
    private static readonly FrameRules s_rules = new(JournalId: 7, Generation: 2, CutLsn: 0);

    [Fact]
    public void An_unbroken_row_ends_behind_its_last_frame_with_nothing_behind()
    {
        var log = new MemoryLog(8192);
        var ends = log.Append([10, 0, 200], durable: 0);

        var scan = LogScan.Run(log, 0, s_rules);

        scan.ShouldBe(new LogScan(ends[^1], 0, 0, ends[^1], IsSuperseded: false, IsBlank: true));
        RecoveryRule.Decide(Slot(durable: 0), scan).ShouldBe(RecoveryDecision.Continue);
    }

    [Fact]
    public void A_hole_below_what_any_later_header_says_was_durable_is_damage()
    {
        var log = new MemoryLog(8192);
        var first = log.Append([100, 100, 100], durable: 0);
        log.Append([100], durable: first[^1]);
        log.Bytes[first[0] + 60] ^= 1;

        var scan = LogScan.Run(log, 0, s_rules);

        (scan.End, scan.DurableLsn, scan.LaterFrames).ShouldBe((first[0], first[^1], 3));
        RecoveryRule.Decide(Slot(durable: 0), scan).ShouldBe(RecoveryDecision.Corrupt);
    }

    [Fact]
    public void A_hole_above_it_is_a_torn_tail_whatever_is_whole_behind()
    {
        var log = new MemoryLog(8192);
        var ends = log.Append([100, 100, 100, 100], durable: 0);
        log.Bytes[ends[0] + 60] ^= 1;

        var scan = LogScan.Run(log, 0, s_rules);

        (scan.End, scan.DurableLsn, scan.LaterFrames, scan.LaterEnd).ShouldBe((ends[0], 0, 3, ends[^1]));
        RecoveryRule.Decide(Slot(durable: 0), scan).ShouldBe(RecoveryDecision.Cut);
        RecoveryRule.Decide(Slot(durable: ends[1]), scan).ShouldBe(RecoveryDecision.Corrupt);
    }

    [Fact]
    public void Frames_of_a_later_generation_than_the_header_slot_are_no_torn_tail()
    {
        var log = new MemoryLog(8192);
        var ends = log.Append([100], durable: 0);
        log.Append([100], durable: 0, generation: 3);

        var scan = LogScan.Run(log, 0, s_rules);

        scan.End.ShouldBe(ends[0]);
        RecoveryRule.Decide(Slot(durable: 0), scan).ShouldBe(RecoveryDecision.Corrupt);
    }

    [Fact]
    public void Frames_that_a_cut_left_behind_are_not_taken_up_again_where_they_line_up()
    {
        var log = new MemoryLog(8192);
        log.Append([100, 100, 100], durable: 0, generation: 1);
        var end = log.Rewrite(FrameHeader.LengthOf(100), 100, new FrameRules(7, 2, FrameHeader.LengthOf(100)));

        var scan = LogScan.Run(log, 0, new FrameRules(7, 2, FrameHeader.LengthOf(100)));

        (scan.End, scan.LaterFrames).ShouldBe((end, 0));
    }

    [Fact]
    public void A_record_that_holds_frames_of_the_journal_is_a_record()
    {
        var log = new MemoryLog(8192);
        log.Append([100], durable: 0);
        var copy = log.Bytes[..(int)FrameHeader.LengthOf(100)];
        log.AppendPayload(copy, durable: 0);
        log.Bytes[FrameHeader.LengthOf(100) + 2] ^= 1;

        LogScan.Run(log, 0, s_rules).LaterFrames.ShouldBe(0);
    }

    [Fact]
    public void A_length_that_the_log_has_no_room_for_is_not_believed()
    {
        var log = new MemoryLog(8192);
        new FrameHeader(FrameKind.Record, 0, 0, 7, 2, FrameHeader.LargestPayload, 0).WriteTo(log.Bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        new LogCursor(log, 0).Read(s_rules, out _, out _).ShouldBe(FrameStatus.BadPayload);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    /// <remarks>Groups of frames, each of which says that all groups before the last one were durable; then sectors of the last group are lost, any of them.</remarks>
    [Fact]
    public void A_crash_never_looks_like_damage_and_never_loses_a_group_that_was_durable()
    {
        var groups =
            from count in Gen.Choose(1, 6)
            from lengths in Gen.Choose(0, 1500).ListOf(4).ListOf(count)
            from lost in Gen.Choose(0, 1).ListOf(64)
            select (Lengths: lengths, Lost: lost);
        Prop.ForAll(groups.ToArbitrary(), crash =>
        {
            var log = new MemoryLog(64 * 1024);
            var durable = 0L;
            var end = 0L;
            foreach (var group in crash.Lengths)
            {
                durable = end;
                end = log.Append([.. group], durable)[^1];
            }

            for (var sector = (durable + 511) / 512; sector * 512 < end; sector++)
            {
                if (crash.Lost[(int)(sector % crash.Lost.Count)] == 1)
                {
                    log.Bytes.AsSpan((int)sector * 512, 512).Clear();
                }
            }

            var scan = LogScan.Run(log, 0, s_rules);
            return RecoveryRule.Decide(Slot(durable: 0), scan) != RecoveryDecision.Corrupt && scan.End >= durable && scan.End <= end && scan.DurableLsn <= durable;
        }).QuickCheckThrowOnFailure();
    }

    private static HeaderSlot Slot(long durable) => new(1, 7, 2, 0, 0, durable, JournalLayout.SmallestSegment, IsClosed: false);

    private sealed class MemoryLog(int length) : ILogSource
    {
        private long _next;

        public byte[] Bytes { get; } = new byte[length];

        public long End => Bytes.Length;

        public int Read(long lsn, Span<byte> buffer)
        {
            var count = (int)Math.Clamp(Bytes.Length - lsn, 0, buffer.Length);
            Bytes.AsSpan((int)lsn, count).CopyTo(buffer);
            return count;
        }

        public List<long> Append(int[] lengths, long durable, uint generation = 2)
        {
            var ends = new List<long>();
            foreach (var payload in lengths)
            {
                var bytes = new byte[payload];
                new Random(payload).NextBytes(bytes);
                ends.Add(AppendPayload(bytes, durable, generation));
            }

            return ends;
        }

        public long AppendPayload(byte[] payload, long durable, uint generation = 2)
        {
            new FrameHeader(FrameKind.Record, _next, durable, 7, generation, payload.Length, Checksum.Of(payload)).WriteTo(Bytes.AsSpan((int)_next));
            payload.CopyTo(Bytes, _next + FrameHeader.Size);
            return _next += FrameHeader.LengthOf(payload.Length);
        }

        public long Rewrite(long lsn, int payload, in FrameRules rules)
        {
            _next = lsn;
            return Append([payload], 0, rules.Generation)[0];
        }
    }
}
