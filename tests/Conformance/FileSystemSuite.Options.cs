using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.Conformance;

/// <summary>Opening with options, and by a handle.</summary>
public sealed partial class FileSystemSuite
{
    [Theory, Everywhere]
    public async Task Options_open_a_file_as_they_say(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("file");
        var options = new StorageFileOptions { Disposition = FileDisposition.CreateNew, Caching = Caching.DontCache, Durability = Durability.Data };

        await using var file = await rig.Call(() => rig.FileSystem.Open(path, options), () => rig.FileSystem.OpenAsync(path, options));

        file.Caching.ShouldBe(Caching.DontCache);
        file.Durability.ShouldBe(Durability.Data);
        file.WriteAt([1, 2, 3], 0);
        rig.Content(path).ShouldBe([1, 2, 3]);
        rig.Platform.OpenFiles.ShouldBe(1);
    }

    [Theory, Everywhere]
    public async Task Options_that_do_not_fit_together_are_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("file");
        StorageFileOptions[] wrong =
        [
            new() { Caching = (Caching)99 },
            new() { Durability = (Durability)99 },
            new() { Rights = 0 },
            new() { BytesPerFlushStart = -1 },
            new() { Rights = FileRights.Read, Disposition = FileDisposition.CreateNew },
            new() { WindowsShare = FileShare.Inheritable },
            new() { WindowsAttributes = FileAttributes.ReadOnly },
        ];

        foreach (var options in wrong)
        {
            rig.Refuses<ArgumentException>(() => rig.FileSystem.Open(path, options), () => rig.FileSystem.OpenAsync(path, options));
        }

        rig.Refuses<ArgumentNullException>(() => rig.FileSystem.Open(path, null!), () => rig.FileSystem.OpenAsync(path, null!));
        rig.Platform.Calls.ShouldBe(0);
    }

    [Theory, Everywhere]
    public async Task What_the_options_say_of_sharing_and_attributes_holds_on_Windows_alone(Setup setup)
    {
        await using var rig = new Rig(setup);
        var (mapped, plain) = (rig.PathOf("mapped"), rig.PathOf("plain"));
        var mapOptions = new MapOptions { WindowsShare = FileShare.Read, WindowsAttributes = FileAttributes.Hidden };
        var fileOptions = new StorageFileOptions
        {
            Disposition = FileDisposition.CreateNew,
            WindowsShare = FileShare.Read,
            WindowsAttributes = FileAttributes.Hidden,
        };

        await using var map = await rig.Call(
            () => rig.FileSystem.CreateMutableMapped(mapped, 10, mapOptions), () => rig.FileSystem.CreateMutableMappedAsync(mapped, 10, mapOptions));
        await using var file = await rig.Call(() => rig.FileSystem.Open(plain, fileOptions), () => rig.FileSystem.OpenAsync(plain, fileOptions));

        foreach (var path in (string[])[mapped, plain])
        {
            rig.FileSystem.OpenRead(path).Dispose();
            if (OperatingSystem.IsWindows() && setup.Place.IsReal)
            {
                var refused = await rig.Fails<StorageException, StorageFileBase>(
                    () => rig.FileSystem.OpenWrite(path), () => rig.FileSystem.OpenWriteAsync(path));
                refused.Code.ShouldBe(StorageErrorCode.InUse);
                rig.FileSystem.GetMetadata(path).WindowsAttributes.HasFlag(FileAttributes.Hidden).ShouldBeTrue();
            }
            else
            {
                rig.FileSystem.OpenWrite(path).Dispose();
            }
        }
    }

    [Theory, Everywhere]
    public async Task What_the_place_cannot_do_leaves_nothing_behind(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = rig.PathOf("file");
        rig.Platform.Fail(nameof(StoragePlatform.Reopen), StorageErrorCode.NotSupported);
        StorageFileOptions[] impossible =
        [
            new() { Disposition = FileDisposition.CreateNew, Caching = Caching.Direct },
            new() { Disposition = FileDisposition.CreateNew, Durability = Durability.Full },
        ];

        foreach (var options in impossible)
        {
            await rig.Fails<NotSupportedException, StorageFileBase>(() => rig.FileSystem.Open(path, options), () => rig.FileSystem.OpenAsync(path, options));
            rig.FileSystem.Exists(path).ShouldBeFalse();
        }
    }

    [Theory, Everywhere]
    public async Task A_hint_that_the_place_cannot_take_is_dropped(Setup setup)
    {
        await using var rig = new Rig(setup);
        rig.Platform.Fail(nameof(StoragePlatform.Reopen), StorageErrorCode.NotSupported);
        rig.Platform.Fail(nameof(StoragePlatform.GetTransferLimits), StorageErrorCode.NotSupported);
        var path = rig.Put([1, 2, 3]);

        foreach (var caching in new[] { Caching.DontCache, Caching.Auto })
        {
            var options = new StorageFileOptions { Caching = caching };
            await using var file = await rig.Call(() => rig.FileSystem.Open(path, options), () => rig.FileSystem.OpenAsync(path, options));
            file.WriteAt([9], 1);
            var buffer = new byte[3];
            file.ReadAt(buffer, 0).ShouldBe(3);
            buffer.ShouldBe([1, 9, 3]);
        }
    }

    [Theory, Everywhere]
    public async Task A_handle_of_other_code_becomes_a_file(Setup setup)
    {
        await using var rig = new Rig(setup);
        var path = Path.GetTempFileName();
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (!setup.Place.IsReal)
            {
                await rig.Fails<NotSupportedException, StorageFileBase>(
                    () => rig.FileSystem.OpenHandle(handle), () => rig.FileSystem.OpenHandleAsync(handle));
                handle.IsClosed.ShouldBeFalse();
                return;
            }

            await using var file = await rig.Call(() => rig.FileSystem.OpenHandle(handle, true, "theirs"), () => rig.FileSystem.OpenHandleAsync(handle, true, "theirs"));
            handle.IsClosed.ShouldBeTrue();
            file.Path.ShouldBe("theirs");
            file.WriteAt([1, 2, 3], 0);
            rig.Content(path).ShouldBe([1, 2, 3]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory, Everywhere]
    public async Task A_handle_that_is_none_is_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        using var closed = new SafeFileHandle();

        rig.Refuses<ArgumentNullException>(() => rig.FileSystem.OpenHandle(null!), () => rig.FileSystem.OpenHandleAsync(null!));
        rig.Refuses<ObjectDisposedException>(() => rig.FileSystem.OpenHandle(closed), () => rig.FileSystem.OpenHandleAsync(closed));
    }
}
