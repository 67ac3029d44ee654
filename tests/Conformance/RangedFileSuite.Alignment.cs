using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Alignments: from a byte, which is kept as intervals, to the largest page that a system has.</summary>
public sealed partial class RangedFileSuite
{
    private static readonly int[] s_alignments = [1, 4 << 10, 16 << 10, 64 << 10];

    [Theory, Everywhere]
    public async Task Whatever_the_alignment_neighbours_are_written_read_and_flushed_apart(Setup setup)
    {
        await using var rig = new Rig(setup);
        foreach (var alignment in s_alignments)
        {
            await using var file = Create(rig, 4L * alignment, alignment);
            var first = await rig.Call(() => file.Allocate(alignment + 1), () => file.AllocateAsync(alignment + 1));
            var second = await rig.Call(() => file.Allocate(alignment), () => file.AllocateAsync(alignment));
            var (data, other) = (Rig.Bytes(alignment + 1), Rig.Bytes(alignment, seed: 1));
            (first.Offset, second.Offset).ShouldBe((0, 2 * alignment));

            var written = await rig.Call(() => file.Write(first, data), () => file.WriteAsync(first, data));
            var receipt = await rig.Call(() => file.Write(second, other), () => file.WriteAsync(second, other));
            await rig.Call(() => file.Flush(written), () => file.FlushAsync(written));

            var buffer = new byte[alignment + 1];
            (await rig.Call(() => file.Read(written, buffer), () => file.ReadAsync(written, buffer))).ShouldBe(alignment + 1);
            buffer.ShouldBe(data);
            (await rig.Call(() => file.GetGaps(), () => file.GetGapsAsync())).ShouldBe([new RangeGap(2 * alignment, alignment, RangeGapKind.NeverFlushed)]);
            await rig.Call(() => file.FlushMany([receipt]), () => file.FlushManyAsync(new[] { receipt }));
            rig.Content(file.Path)[(2 * alignment)..(3 * alignment)].ShouldBe(other);
            await rig.Fails<StorageException>(() => file.Flush(written), () => file.FlushAsync(written));
        }
    }

    [Theory, Everywhere]
    public async Task A_file_that_is_no_multiple_of_its_alignment_is_used_to_its_last_byte(Setup setup)
    {
        const int Length = 5000;
        await using var rig = new Rig(setup);
        var data = Rig.Bytes(Length);
        foreach (var alignment in s_alignments)
        {
            await using var file = Create(rig, Length, alignment);
            var (whole, rest) = alignment < Length ? (4096, Length - 4096) : (Length, 0);

            var first = await rig.Call(() => file.Allocate(whole), () => file.AllocateAsync(whole));
            file.Remaining.ShouldBe(rest);
            await rig.Fails<StorageException, AllocatedRange>(() => file.Allocate(rest + 1), () => file.AllocateAsync(rest + 1));
            WriteReceipt[] receipts = [await rig.Call(() => file.Write(first, data.AsSpan(0, whole)), () => file.WriteAsync(first, data.AsMemory(0, whole)))];
            if (rest > 0)
            {
                var last = await rig.Call(() => file.Allocate(rest), () => file.AllocateAsync(rest));
                receipts = [.. receipts, await rig.Call(() => file.Write(last, data.AsSpan(whole)), () => file.WriteAsync(last, data.AsMemory(whole)))];
            }

            await rig.Call(() => file.FlushMany(receipts), () => file.FlushManyAsync(receipts));
            file.Remaining.ShouldBe(0);
            file.TryAllocate(1, out _).ShouldBeFalse();
            (await rig.Call(() => file.GetGaps(), () => file.GetGapsAsync())).ShouldBeEmpty();
            rig.Content(file.Path).ShouldBe(data);
        }
    }

    private static RangedFileBase Create(Rig rig, long length, int alignment) => rig.FileSystem.CreateRanged(
        rig.PathOf($"ranged {length} {alignment}"), length, new RangedFileOptions { Alignment = alignment });
}
