using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>Files that come and go while the ring reads them. Each test was seen to fail without the invariant that it is about.</summary>
[Collection(Alone.Name)]
public class DescriptorStressTests
{
    /// <summary>A file that was closed right after its read was started: its number is another file's at once.</summary>
    [Fact]
    public async Task Files_that_are_closed_under_their_reads_are_never_mistaken_for_others()
    {
        const int Callers = 4;
        const int Files = 32;
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 4 });
        var fileSystem = new Ringed.FileSystem(StoragePlatform.Current, scheduler);
        using var folder = new Folder();
        var paths = Enumerable.Range(0, Files).Select(folder.Put).ToArray();
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => ReadAsync(new Random(caller)))));

        async Task ReadAsync(Random random)
        {
            var pending = new Queue<(int Number, Memory<byte> Memory, Task<int> Read)>();
            for (var i = 0; i < 20_000 / Callers && clock.Elapsed < Stress.Budget; i++)
            {
                var number = random.Next(Files);
                var memory = AlignedMemory.Allocate(DirectFile.Block);
                using (var file = fileSystem.Open(paths[number], new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct }))
                {
                    pending.Enqueue((number, memory, file.ReadAtAsync(memory, 0).AsTask()));
                }

                if (pending.Count > 16)
                {
                    await CheckAsync(pending.Dequeue()).ConfigureAwait(false);
                }
            }

            foreach (var read in pending)
            {
                await CheckAsync(read).ConfigureAwait(false);
            }
        }

        static async Task CheckAsync((int Number, Memory<byte> Memory, Task<int> Read) pending)
        {
            (await pending.Read.InTime().ConfigureAwait(false)).ShouldBe(DirectFile.Block);
            BitConverter.ToInt32(pending.Memory.Span).ShouldBe(pending.Number);
        }
    }

    [Fact]
    public async Task More_files_than_places_are_read_side_by_side()
    {
        await using var scheduler = Rings.Require(new() { MaximumInFlight = 4 });
        var fileSystem = new Ringed.FileSystem(StoragePlatform.Current, scheduler);
        using var folder = new Folder();
        var files = Enumerable.Range(0, 100).Select(number =>
            fileSystem.Open(folder.Put(number), new StorageFileOptions { Rights = FileRights.Read, Caching = Caching.Direct })).ToArray();

        await Task.WhenAll(files.Select(async (file, number) =>
        {
            var memory = AlignedMemory.Allocate(DirectFile.Block);
            await file.ReadExactlyAtAsync(memory, 0).InTime();
            BitConverter.ToInt32(memory.Span).ShouldBe(number);
        }));
        foreach (var file in files)
        {
            await file.DisposeAsync();
        }
    }

    /// <summary>Files of one block that have their numbers for content.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"files {Guid.NewGuid():N}")).FullName;

        public string Put(int number)
        {
            var block = new byte[DirectFile.Block];
            DirectFile.Fill(block, number);
            var path = Path.Combine(_path, $"{number}");
            File.WriteAllBytes(path, block);
            return path;
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
