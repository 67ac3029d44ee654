using System.Security.Cryptography;

namespace Mapwright.Generators.Tests.Running;

/// <summary>The whole library runs on an adapter that a stranger wrote in a few lines, in the stranger's namespace.</summary>
public sealed class CustomAdapterTests : IDisposable
{
    private const string Adapter = """
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Mapwright;

        namespace Acme.Hosting
        {
            [SchedulerAdapter(Namespace = "Acme.Storage")]
            public sealed partial class ThreadPerItem : IScheduler
            {
                public static ThreadPerItem Shared { get; } = new();
                public int Scheduled;
                public void Schedule(IWorkItem item)
                {
                    Interlocked.Increment(ref Scheduled);
                    new Thread(item.Execute) { IsBackground = true, Name = "Acme" }.Start();
                }
            }
        }

        namespace Acme.App
        {
            using Acme.Storage;

            public static class Job
            {
                public static async Task<byte[]> ReadAsync(string path)
                {
                    await using StorageFile file = await StorageFile.OpenReadAsync(path);
                    var buffer = new byte[(await file.GetMetadataAsync()).Length];
                    await file.ReadExactlyAtAsync(buffer, 0);
                    return buffer;
                }

                public static byte[] Read(string path)
                {
                    using StorageFile file = StorageFile.OpenRead(path);
                    var buffer = new byte[file.Length];
                    file.ReadExactlyAt(buffer, 0);
                    return buffer;
                }

                public static async Task WriteAsync(string path, byte[] content)
                {
                    await using var file = await StorageFile.CreateNewAsync(path);
                    await file.WriteAtAsync(content, 0);
                    await file.FlushAllAsync();
                }

                public static async Task<string> ThroughTheNeutralTypesAsync(FileSystemBase files, string path)
                {
                    await using var file = await files.OpenReadAsync(path);
                    return file.GetType().FullName!;
                }

                public static FileSystemBase Default() => FileSystem.Default;
                public static FileSystemBase Rooted(string directory) => FileSystem.Rooted(directory);
                public static int Scheduled() => Acme.Hosting.ThreadPerItem.Shared.Scheduled;
                public static StorageFile Typed(FileSystem files, string path) => files.OpenRead(path);
            }
        }
        """;

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);
    private readonly Loaded _loaded = new(Adapter);

    [Fact]
    public async Task A_real_file_is_read_in_the_asynchronous_colour()
    {
        using var file = new TemporaryFile(_content);
        (await (Task<byte[]>)_loaded.Call("Acme.App.Job", "ReadAsync", file.Path)!).ShouldBe(_content);
        _loaded.Call("Acme.App.Job", "Scheduled").ShouldBeOfType<int>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_real_file_is_read_in_the_blocking_colour_without_the_scheduler()
    {
        using var file = new TemporaryFile(_content);
        _loaded.Call("Acme.App.Job", "Read", file.Path).ShouldBe(_content);
        _loaded.Call("Acme.App.Job", "Scheduled").ShouldBe(0);
    }

    [Fact]
    public async Task A_real_file_is_written()
    {
        using var file = new TemporaryFile();
        await (Task)_loaded.Call("Acme.App.Job", "WriteAsync", file.Path, _content)!;
        (await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken)).ShouldBe(_content);
    }

    [Fact]
    public async Task Code_that_knows_the_neutral_types_gets_the_adapters_own()
    {
        using var file = new TemporaryFile(_content);
        var name = await (Task<string>)_loaded.Call("Acme.App.Job", "ThroughTheNeutralTypesAsync", _loaded.Call("Acme.App.Job", "Default"), file.Path)!;
        name.ShouldBe("Acme.Storage.StorageFile");
    }

    [Fact]
    public void The_default_file_system_is_one() => _loaded.Call("Acme.App.Job", "Default").ShouldBeSameAs(_loaded.Call("Acme.App.Job", "Default"));

    [Fact]
    public void A_rooted_file_system_keeps_its_paths_in_its_directory()
    {
        using var file = new TemporaryFile(_content);
        var rooted = (FileSystemBase)_loaded.Call("Acme.App.Job", "Rooted", Path.GetDirectoryName(file.Path)!)!;
        rooted.ReadAllBytes(Path.GetFileName(file.Path)).ShouldBe(_content);
        Should.Throw<StorageException>(() => rooted.ReadAllBytes(file.Path)).Code.ShouldBe(StorageErrorCode.OutsideRoot);
    }

    [Fact]
    public void A_missing_scheduler_is_refused() => Should.Throw<System.Reflection.TargetInvocationException>(
        () => Activator.CreateInstance(_loaded.Type("Acme.Storage.FileSystem"), StoragePlatform.Current, null)).InnerException.ShouldBeOfType<ArgumentNullException>()
        .ParamName.ShouldBe("scheduler");

    [Fact]
    public void Every_emitted_type_is_sealed_and_says_who_made_it()
    {
        var emitted = _loaded.Type("Acme.Storage.StorageFile").Assembly.GetTypes().Where(t => t.Namespace == "Acme.Storage").ToList();
        emitted.Select(t => t.Name).ShouldContain("FileSystem");
        emitted.ShouldAllBe(t => t.IsSealed && t.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false));
    }

    [Fact]
    public void Contracts_are_carried_onto_the_emitted_twins()
    {
        var method = _loaded.Type("Acme.Storage.StorageFile").GetMethod(
            "WriteAtAsync", [typeof(ReadOnlyMemory<byte>), typeof(long), typeof(CancellationToken)])!;
        method.IsDefined(typeof(DirtiesAttribute), inherit: false).ShouldBeTrue();
        var twin = (AsyncTwinOfAttribute)method.GetCustomAttributes(typeof(AsyncTwinOfAttribute), inherit: false).Single();
        (twin.Name, twin.DeclaringType).ShouldBe(("WriteAt", typeof(StorageFileBase)));
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();
}
