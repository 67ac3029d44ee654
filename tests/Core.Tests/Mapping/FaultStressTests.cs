namespace Mapwright.Core.Tests.Mapping;

/// <summary>
/// A file is truncated again and again under threads that read values, copy and write. Nothing may die, every fault is a
/// storage exception, and what is read is the file's or zero. <see cref="Soak"/> makes it run longer.
/// </summary>
public sealed class FaultStressTests : MappingTest
{
    private const int Rounds = 100;
    private const int FileLength = 64 * 4096;
    private const byte Byte = 0x77;
    private const long Value = 0x7777777777777777;

    private static readonly byte[] s_content = Enumerable.Repeat(Byte, FileLength).ToArray();

    private int _faults;

    [Fact]
    public async Task Threads_that_use_a_file_which_is_truncated_meet_errors_and_live()
    {
        var path = Folder.File("truncated", s_content);
        using var map = Files.OpenMutableMapped(path);
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        using var stop = new CancellationTokenSource();
        Action<Random>[] acts =
        [
            random => ShouldBeKnown(map.Read<long>(Anywhere(random))),
            random => ShouldBeKnown(map.ReadLittleEndian<long>(Anywhere(random))),
            random => Copy(map, random, 200),
            random => Copy(map, random, 10_000),
            random => map.Write(Anywhere(random), Value),
            random => map.WriteAt(s_content.AsSpan(0, 5_000), random.Next(FileLength - 5_000)),
            random => map.Fill(random.Next(FileLength - 9_000), 9_000, Byte),
            random => CopyLater(map, random),
        ];
        var threads = acts.Select((act, i) => Task.Factory.StartNew(() => Repeat(act, new Random(i), stop.Token), TaskCreationOptions.LongRunning)).ToArray();
        var soak = new Soak();
        var random = new Random(100);
        for (var round = 0; (round < Rounds || soak.GoesOn) && !threads.Any(thread => thread.IsCompleted); round++)
        {
            Truncate(path, random, map);
        }

        await stop.CancelAsync();
        await Task.WhenAll(threads);
        _faults.ShouldBeGreaterThan(Rounds / 2);
        map.Refresh();
        map.Flush();
    }

    /// <summary>Truncates until someone noticed, then makes the file and the map whole again.</summary>
    private void Truncate(string path, Random random, MutableMappedFileBase map)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var before = Volatile.Read(ref _faults);
        file.SetLength(random.Next(FileLength / 2));
        SpinWait.SpinUntil(() => Volatile.Read(ref _faults) > before, TimeSpan.FromSeconds(10));
        file.Position = 0;
        file.Write(s_content);
        file.Flush();
        map.Refresh().ShouldBe(FileLength);
    }

    private void Repeat(Action<Random> act, Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                act(random);
            }
            catch (StorageException exception) when (exception.Code is StorageErrorCode.Truncated or StorageErrorCode.MappingFault)
            {
                Interlocked.Increment(ref _faults);
            }
            catch (ArgumentOutOfRangeException)
            {
                // Refreshed while the file was short.
            }
        }
    }

    private static void Copy(MutableMappedFileBase map, Random random, int length)
    {
        var buffer = new byte[length];
        var count = map.ReadAt(buffer, random.Next(FileLength - length));
        buffer.AsSpan(0, count).ContainsAnyExcept((byte)0, Byte).ShouldBeFalse();
    }

    private static void CopyLater(MutableMappedFileBase map, Random random)
    {
        var buffer = new byte[8_000];
        var count = map.ReadAtAsync(buffer, random.Next(FileLength - buffer.Length)).AsTask().GetAwaiter().GetResult();
        buffer.AsSpan(0, count).ContainsAnyExcept((byte)0, Byte).ShouldBeFalse();
    }

    private static long Anywhere(Random random) => random.Next((FileLength / sizeof(long)) - 1) * sizeof(long);

    private static void ShouldBeKnown(long value) => value.ShouldBeOneOf(0, Value);
}
