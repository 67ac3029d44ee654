using Mapwright.Inlined;

namespace Mapwright.Testing.Tests.Journals;

public sealed class JournalFuzzTests
{
    private const int Images = 20;
    private const int MutationsOfEach = 5000;
    private const long MostMemory = 8 << 20;

    [Fact]
    public void Damaged_files_give_what_is_before_the_damage_or_a_documented_error_and_never_anything_else()
    {
        var (corrupt, cut) = (0, 0);
        Parallel.For(0, Images, seed =>
        {
            var image = JournalImage.Make(seed);
            var random = new Random(seed);
            for (var i = 0; i < MutationsOfEach; i++)
            {
                var content = image.Content.ToArray();
                var lowest = long.MaxValue;
                for (var count = random.Next(1, 4); count > 0; count--)
                {
                    lowest = Math.Min(lowest, Mutate(ref content, image, random));
                }

                try
                {
                    Check(image, content, lowest, ref corrupt, ref cut);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"Image {seed}, mutation {i}, damaged from {lowest} on: {exception.Message}", exception);
                }
            }
        });

        // Else it shows little.
        corrupt.ShouldBeGreaterThan(Images * MutationsOfEach / 10);
        cut.ShouldBeGreaterThan(Images * MutationsOfEach / 100);
    }

    private static void Check(JournalImage image, byte[] content, long lowest, ref int corrupt, ref int cut)
    {
        var platform = new SimulatedPlatform();
        platform.AddFile(JournalImage.Path, content);
        var files = new FileSystem(platform, InlineScheduler.Shared);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Matches(image, lowest, Read(files));
        JournalBase? journal = null;
        try
        {
            journal = files.OpenJournal(JournalImage.Path, JournalImage.Small);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.JournalCorrupt)
        {
            Interlocked.Increment(ref corrupt);
            platform.ReadLive(JournalImage.Path).AsSpan().SequenceEqual(content).ShouldBeTrue("a damaged journal was changed");
        }

        if (journal is not null)
        {
            Interlocked.Add(ref cut, journal.Recovery.Outcome == JournalOutcome.TailCut ? 1 : 0);
            Matches(image, lowest, Read(files));
            journal.Dispose();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory);
    }

    /// <summary>What was read is what was written, from the first record on, and nothing is missing before the damage.</summary>
    private static void Matches(JournalImage image, long lowest, List<JournalRecord> read)
    {
        read.Count.ShouldBeLessThanOrEqualTo(image.Records.Count);
        for (var i = 0; i < read.Count; i++)
        {
            var (expected, actual) = (image.Records[i], read[i]);
            (actual.Lsn, actual.Index, actual.NextLsn).ShouldBe((expected.Lsn, expected.Index, expected.NextLsn));
            actual.Payload.Span.SequenceEqual(expected.Payload.Span).ShouldBeTrue("a record was changed");
        }

        read.Count.ShouldBeGreaterThanOrEqualTo(image.Records.Count(record => record.NextLsn <= lowest));
    }

    private static List<JournalRecord> Read(FileSystem files)
    {
        var records = new List<JournalRecord>();
        try
        {
            using var reader = files.OpenJournalReader(JournalImage.Path);
            while (reader.Read() is { } record)
            {
                records.Add(record);
            }
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.JournalCorrupt)
        {
        }

        return records;
    }

    /// <summary>Damages a file.</summary>
    /// <returns>The lowest position of the log that is damaged.</returns>
    private static long Mutate(ref byte[] content, JournalImage image, Random random)
    {
        // Half of the damage where records are, and half anywhere.
        var from = random.Next(2) == 0 ? 0 : 8192;
        var offset = content.Length == 0 ? 0 : random.Next(Math.Min(from, content.Length - 1), content.Length);
        var block = random.Next(2) == 0 ? 512 : 4096;
        var start = offset / block * block;
        var length = Math.Min(block, content.Length - start);
        switch (random.Next(6))
        {
            case 0 when content.Length > 0:
                content[offset] ^= (byte)(1 << random.Next(8));
                return image.LowestLsn(offset, 1);
            case 1 when content.Length > 0:
                var run = content.AsSpan(offset, Math.Min(random.Next(1, 64), content.Length - offset));
                random.NextBytes(run);
                return image.LowestLsn(offset, run.Length);
            case 2:
                content.AsSpan(start, length).Clear();
                return image.LowestLsn(start, length);
            case 3 when length == block:
                var other = random.Next(content.Length / block) * block;
                content.AsSpan(other, block).CopyTo(content.AsSpan(start));
                return image.LowestLsn(start, block);
            case 4:
                content = content[..offset];
                return image.LowestLsn(offset, long.MaxValue / 2);
            default:
                Array.Resize(ref content, content.Length + random.Next(1, 20_000));
                return long.MaxValue;
        }
    }
}
