using System.Buffers.Binary;
using System.Globalization;

namespace Mapwright.Core.Tests.Killing;

/// <summary>
/// A process that appends to a journal and commits, on four threads, is killed or loses its disk: what it was told to be durable is there, and nothing torn.
/// </summary>
public sealed class JournalKillTests : KillTest
{
    [Fact]
    public void What_a_killed_process_was_told_to_be_durable_is_there_and_nothing_torn() => Run("journal", folder => new Work(folder));

    [Theory, InlineData("xfs"), InlineData("ext4")]
    public void What_a_process_was_told_to_be_durable_survives_a_power_cut_and_nothing_is_torn(string disk)
    {
        UseDisk(disk);
        Run("journal", folder => new Work(folder));
    }

    [Fact]
    public void What_a_killed_process_wrote_past_the_cache_is_there_and_nothing_torn() => RunPastTheCache();

    [Theory, InlineData("xfs"), InlineData("ext4")]
    public void What_a_process_wrote_past_the_cache_survives_a_power_cut_and_nothing_is_torn(string disk)
    {
        UseDisk(disk);
        RunPastTheCache();
    }

    private void RunPastTheCache()
    {
        Assert.SkipUnless(new CallerFileSystem().Probe(Folder).Has(StorageFeatures.DirectTransfers), "the file system has no transfers past the page cache");
        Run("direct-journal", folder => new Work(folder, Caching.Direct), isVariant: true);
    }

    private sealed class Work(string folder, Caching caching = Caching.Buffered) : IKilledWork
    {
        private const int Writers = 4;

        private readonly CallerFileSystem _files = new();
        private readonly long[] _acknowledged = new long[Writers];

        public string Path { get; } = System.IO.Path.Combine(folder, "journal");

        public void Hear(string line)
        {
            var parts = line.Split(' ');
            _acknowledged[int.Parse(parts[0], CultureInfo.InvariantCulture)] = long.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        public void Check(string round, bool isLast)
        {
            if (!File.Exists(Path))
            {
                _acknowledged.ShouldAllBe(number => number == 0);
                return;
            }

            using var journal = _files.OpenJournal(Path, new JournalOptions { Caching = caching });
            using var reader = _files.OpenJournalReader(Path);
            var last = new long[Writers];
            while (reader.Read() is { } record)
            {
                var (writer, number) = (record.Payload.Span[0], BinaryPrimitives.ReadInt64LittleEndian(record.Payload.Span[1..]));
                number.ShouldBe(last[writer] + 1, $"{round}, writer {writer}");
                record.Payload.Length.ShouldBe(9 + (int)(number * 131 % 700) + (number % 40 == 0 ? 12_000 : 0));
                record.Payload.Span[9..].ContainsAnyExcept((byte)(number + writer)).ShouldBeFalse($"{round}, writer {writer}, record {number}");
                last[writer] = number;
            }

            for (var writer = 0; writer < Writers; writer++)
            {
                last[writer].ShouldBeGreaterThanOrEqualTo(_acknowledged[writer], $"{round}, writer {writer}");
            }
        }

        public void StartAnew()
        {
            File.Delete(Path);
            Array.Clear(_acknowledged);
        }
    }
}
