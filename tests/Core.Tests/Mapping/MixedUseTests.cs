using System.Diagnostics;
using System.Globalization;
using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>
/// Many threads do anything to one mapped file, while another one cuts its end off and grows it again. Each thread has bytes of its own, whose
/// content a model knows; all share values of 8 bytes, whose halves must belong together.
/// </summary>
/// <remarks>It ends after a number of operations; MAPWRIGHT_STRESS_SECONDS makes it go on for that long.</remarks>
[Collection(Alone.Name)]
public sealed class MixedUseTests : IDisposable
{
    private const int Threads = 24;
    private const int Operations = 10_000;
    private const int Resizes = 500;
    private const int Own = 10_000;
    private const int Values = 512;
    private const int ValuesOffset = Threads * Own;
    private const int Stable = ValuesOffset + (Values * sizeof(long));
    private const int Tail = 300_000;

    private readonly TemporaryDirectory _folder = new();
    private readonly TestFileSystem _files = new(scheduler: new PoolItems());
    private readonly TimeSpan _time = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("MAPWRIGHT_STRESS_SECONDS") ?? "0", CultureInfo.InvariantCulture));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(Stable + Tail)]
    public async Task Mixed_use_under_truncation_and_growth_loses_and_tears_nothing(long capacity)
    {
        var path = _folder.File("mixed");
        File.WriteAllBytes(path, new byte[Stable]);
        var models = Enumerable.Range(0, Threads).Select(_ => new byte[Own]).ToArray();
        var resizes = 0;
        using (var file = _files.OpenWrite(path))
        using (var map = _files.OpenMutableMapped(path, new MapOptions { Capacity = capacity == 0 ? null : capacity }))
        {
            var clock = Stopwatch.StartNew();
            var working = Threads;
            var resizer = OnThread(() =>
            {
                var random = new Random(-1);
                while (Volatile.Read(ref working) > 0)
                {
                    map.SetLength(Stable + random.Next(Tail));
                    Interlocked.Increment(ref resizes);
                }
            });
            var users = Enumerable.Range(0, Threads).Select(number => OnThread(() =>
            {
                try
                {
                    var random = new Random(number);
                    for (var count = 0; count < Operations || IsTooEarly(); count++)
                    {
                        Use(map, file, random, number * Own, models[number]);
                    }
                }
                finally
                {
                    Interlocked.Decrement(ref working);
                }
            })).ToArray();
            await Task.WhenAll([.. users, resizer]);
            map.SetLength(Stable);

            bool IsTooEarly() => !resizer.IsCompleted && (clock.Elapsed < _time || Volatile.Read(ref resizes) < Resizes);
        }

        resizes.ShouldBeGreaterThanOrEqualTo(Resizes);
        var content = File.ReadAllBytes(path);
        content.Length.ShouldBe(Stable);
        for (var number = 0; number < Threads; number++)
        {
            content.AsSpan(number * Own, Own).SequenceEqual(models[number]).ShouldBeTrue($"the bytes of thread {number}");
        }
    }

    private static Task OnThread(Action body) => Task.Factory.StartNew(body, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Use(MutableMappedFileBase map, StorageFileBase file, Random random, int start, byte[] model)
    {
        var offset = random.Next(Own);
        var bytes = new byte[Math.Min(random.Next(1, 3_000), Own - offset)];
        switch (random.Next(10))
        {
            case 0:
                random.NextBytes(bytes);
                map.WriteAt(bytes, start + offset);
                bytes.CopyTo(model, offset);
                break;
            case 1:
                random.NextBytes(bytes);
                file.WriteAt(bytes, start + offset);
                bytes.CopyTo(model, offset);
                break;
            case 2:
                map.Fill(start + offset, bytes.Length, (byte)offset);
                model.AsSpan(offset, bytes.Length).Fill((byte)offset);
                break;
            case 3:
                map.Write(start + offset, model[offset] = (byte)random.Next(256));
                break;
            case 4:
                map.ReadExactlyAt(bytes, start + offset);
                Require(bytes.AsSpan().SequenceEqual(model.AsSpan(offset, bytes.Length)), "A copy differs from what was written.");
                break;
            case 5:
                file.ReadExactlyAt(bytes, start + offset);
                Require(bytes.AsSpan().SequenceEqual(model.AsSpan(offset, bytes.Length)), "A read differs from what was written.");
                break;
            case 6:
                Require(map.Read<byte>(start + offset) == model[offset], "A value differs from what was written.");
                break;
            case 7:
                var half = (uint)random.Next();
                map.Write(ValuesOffset + (random.Next(Values) * sizeof(long)), ((ulong)half << 32) | half);
                break;
            case 8:
                var value = map.Read<ulong>(ValuesOffset + (random.Next(Values) * sizeof(long)));
                Require((uint)value == (uint)(value >> 32), "A value is torn.");
                break;
            default:
                UseTail(map, random, bytes);
                break;
        }
    }

    /// <summary>Bytes that may be cut off at any moment: there is no error but that they are not there.</summary>
    private static void UseTail(MutableMappedFileBase map, Random random, byte[] bytes)
    {
        var offset = Stable + random.Next(Tail);
        try
        {
            if (random.Next(2) == 0)
            {
                map.WriteAt(bytes, offset);
            }
            else
            {
                map.ReadAt(bytes, offset);
            }
        }
        catch (ArgumentOutOfRangeException)
        {
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Truncated)
        {
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
