using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

/// <summary>What only Windows does.</summary>
public sealed unsafe class WindowsTests : PlatformTest
{
    private const string Reason = "needs Windows";

    public WindowsTests() => Assert.SkipUnless(OperatingSystem.IsWindows(), Reason);

    [Fact]
    public void A_file_that_others_keep_for_themselves_is_in_use()
    {
        var path = Folder.File("kept", [1]);
        using var other = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        OpenError(path).ShouldBe(StorageErrorCode.InUse);
    }

    [Theory]
    [InlineData(FileShare.None, StorageErrorCode.InUse, StorageErrorCode.InUse)]
    [InlineData(FileShare.Read, StorageErrorCode.None, StorageErrorCode.InUse)]
    [InlineData(FileShare.Write, StorageErrorCode.InUse, StorageErrorCode.InUse)]
    [InlineData(FileShare.ReadWrite, StorageErrorCode.None, StorageErrorCode.None)]
    public void Others_open_a_file_for_what_it_shares_and_may_always_remove_it(FileShare share, StorageErrorCode reading, StorageErrorCode both)
    {
        var path = Folder.File("shared", [1, 2]);
        var request = new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenExisting, Mode) { WindowsShare = share };
        Platform.Open(path, request, out var file).ShouldSucceed();
        Closing(file!);
        ErrorOf(FileRights.Read).ShouldBe(reading);
        ErrorOf(FileRights.ReadWrite).ShouldBe(both);
        Platform.GetMetadata(path, followLinks: true, out _).ShouldSucceed();
        Platform.WriteDurableAt(file!, [3], 0).ShouldSucceed();
        Platform.Delete(path).ShouldSucceed();
        Platform.ReadAt(file!, new byte[2], 0).ShouldSucceed().ShouldBe(2);

        StorageErrorCode ErrorOf(FileRights rights)
        {
            var result = Platform.Open(path, new OpenRequest(rights, FileDisposition.OpenExisting, Mode), out var other);
            if (!result.IsFailure)
            {
                Closing(other!);
                return StorageErrorCode.None;
            }

            return Platform.CodeOf(result);
        }
    }

    [Fact]
    public void A_created_file_has_the_attributes_that_were_asked_for_and_an_existing_one_keeps_its_own()
    {
        var path = Folder.File("hidden");
        var request = new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, Mode) { WindowsAttributes = FileAttributes.Hidden };
        Platform.Open(path, request, out var file).ShouldSucceed().ShouldBe(1);
        Closing(file!);
        Platform.GetMetadata(file!, out var created).ShouldSucceed();
        created.WindowsAttributes.HasFlag(FileAttributes.Hidden).ShouldBeTrue();

        Platform.Open(path, request with { WindowsAttributes = FileAttributes.System }, out var again).ShouldSucceed().ShouldBe(0);
        Closing(again!);
        Platform.GetMetadata(again!, out var kept).ShouldSucceed();
        kept.WindowsAttributes.ShouldBe(created.WindowsAttributes);
    }

    [Fact]
    public void A_flush_that_others_leave_no_right_to_is_refused_and_no_failure_of_the_device()
    {
        var path = Folder.File("flushed", [1]);
        var request = new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, Mode) { WindowsShare = FileShare.Read };
        Platform.Open(path, request, out var file).ShouldSucceed();
        Closing(file!);
        Platform.CodeOf(Platform.FlushData(file!)).ShouldBe(StorageErrorCode.AccessDenied);
    }

    [Fact]
    public void An_open_file_is_deleted_and_goes_on()
    {
        var path = Folder.File("deleted", [1, 2]);
        var file = Open(path);
        Platform.Delete(path).ShouldSucceed();
        Platform.ReadAt(file, new byte[2], 0).ShouldSucceed().ShouldBe(2);
    }

    [Fact]
    public void A_file_that_is_open_elsewhere_is_replaced()
    {
        Wine.Skip("it does not replace a file that is open");
        var target = Folder.File("target", [2]);
        Open(target);
        Platform.Rename(Folder.File("source", [1]), target, replace: true).ShouldSucceed();
        TemporaryDirectory.Read(target).ShouldBe([1]);
    }

    [Fact]
    public void A_mapped_file_is_not_made_shorter_and_says_why()
    {
        var file = Create("mapped", new byte[10_000]);
        Platform.Map(file, new MapRequest(MappingKind.ReadWrite, 0, 10_000), out var mapping).ShouldSucceed();
        var refused = Platform.SetLength(file, 1);
        Platform.Unmap(mapping!).ShouldSucceed();
        Platform.CodeOf(refused).ShouldBe(StorageErrorCode.InUse);
        Platform.SetLength(file, 1).ShouldSucceed();
    }

    [Fact]
    public void A_mapping_beyond_the_end_is_not_supported_and_leaves_the_length_alone()
    {
        var file = Create("end", new byte[100]);
        Platform.CodeOf(Platform.Map(file, new MapRequest(MappingKind.ReadWrite, 0, 101), out _)).ShouldBe(StorageErrorCode.NotSupported);
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        metadata.Length.ShouldBe(100);
    }

    [Fact]
    public void A_view_outlives_its_file_until_it_is_unmapped()
    {
        Platform.Open(Folder.File("outlived", [7]), new OpenRequest(FileRights.Read, FileDisposition.OpenExisting, Mode), out var file).ShouldSucceed();
        Platform.Map(file!, new MapRequest(MappingKind.ReadOnly, 0, 1), out var mapping).ShouldSucceed();
        Platform.CodeOf(Platform.Retire(mapping!)).ShouldBe(StorageErrorCode.NotSupported);
        Platform.Close(file!).ShouldSucceed();
        MemoryMarshal.CreateSpan(ref *(byte*)mapping!.Address, 1)[0].ShouldBe((byte)7);
        Platform.Unmap(mapping).ShouldSucceed();
    }

    [Fact]
    public void The_whole_file_lock_meets_whoever_locks_every_byte_and_does_not_hinder_transfers()
    {
        var holder = Create("locked", [1, 2, 3]);
        var other = Open(Folder.File("locked"));
        Platform.TryLock(holder, LockMode.Exclusive).ShouldSucceed();
        Platform.ReadAt(other, new byte[3], 0).ShouldSucceed().ShouldBe(3);
        Platform.WriteAt(other, [9], 0).ShouldSucceed();
        LockEveryByte(other).ShouldBeFalse();
        Platform.Unlock(holder).ShouldSucceed();
        LockEveryByte(other).ShouldBeTrue();
        Platform.CodeOf(Platform.TryLock(holder, LockMode.Shared)).ShouldBe(StorageErrorCode.WouldBlock);

        static bool LockEveryByte(PlatformFile file)
        {
            var place = default(Overlapped);
            const uint exclusiveAtOnce = 0x3;
            return Kernel32.Lock(file.SafeHandle!.DangerousGetHandle(), exclusiveAtOnce, 0, uint.MaxValue, uint.MaxValue, &place) != 0;
        }
    }

    [Fact]
    public void Another_mode_of_a_lock_replaces_the_one_that_is_held()
    {
        var file = Create("modes");
        Platform.TryLock(file, LockMode.Exclusive).ShouldSucceed();
        Platform.TryLock(file, LockMode.Shared).ShouldSucceed();
        Platform.TryLock(Open(Folder.File("modes")), LockMode.Shared).ShouldSucceed();
        Platform.Unlock(file).ShouldSucceed();
        Platform.Unlock(file).ShouldSucceed();
    }

    [Fact]
    public void A_path_longer_than_the_old_limit_names_its_file()
    {
        var path = Folder.Path;
        for (var i = 0; i < 6; i++)
        {
            path = Path.Combine(path, new string((char)('a' + i), 60));
            Platform.CreateDirectory(path, Mode).ShouldSucceed();
        }

        path = Path.Combine(path, "file");
        Open(path, disposition: FileDisposition.CreateNew);
        Platform.GetMetadata(path, true, out var metadata).ShouldSucceed();
        metadata.Kind.ShouldBe(FileKind.Regular);
        Platform.Rename(path, path + "2", replace: false).ShouldSucceed();
        Platform.Delete(path + "2").ShouldSucceed();
    }

    [Fact]
    public void A_file_opened_for_reading_is_flushed()
    {
        var file = Open(Folder.File("flushed", [1]), FileRights.Read);
        Platform.FlushData(file).ShouldSucceed();
        Platform.DescribeDurability(file).ShouldBe("FlushFileBuffers");
    }

    [Fact]
    public void Closing_closes_the_handle_of_durable_writes_too()
    {
        var path = Folder.File("through", []);
        var file = (WindowsFile)Open(path);
        Platform.WriteDurableAt(file, [1, 2, 3], 0).ShouldSucceed().ShouldBe(3);
        file.WriteThrough.ShouldNotBe(Kernel32.InvalidHandle);
        Platform.Append(file, [4], TransferOptions.None).ShouldSucceed().ShouldBe(3);
        Platform.Close(file).ShouldSucceed();
        using var alone = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        alone.Length.ShouldBe(4);
    }

    [Fact]
    public void A_path_through_a_file_is_told_apart_from_one_that_leads_nowhere()
    {
        OpenError(Path.Combine(Folder.File("file", []), "below", "that")).ShouldBe(StorageErrorCode.WrongKind);
        OpenError(Path.Combine(Folder.File("missing"), "below", "that")).ShouldBe(StorageErrorCode.NotFound);
    }

    [Fact]
    public void Attributes_are_set_as_they_are_described()
    {
        var time = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero).AddTicks(1_234_567);
        var path = Folder.File("described", [1]);
        var file = Open(path);
        Platform.GetMetadata(file, out var before).ShouldSucceed();
        var wanted = before with
        {
            WindowsAttributes = FileAttributes.ReadOnly | FileAttributes.Hidden | FileAttributes.Compressed,
            LastWriteTime = time,
            LastAccessTime = time.AddSeconds(1),
        };
        Platform.SetAttributes(file, wanted, FileAspects.Mode | FileAspects.Times).ShouldSucceed();
        Platform.GetMetadata(path, followLinks: false, out var after).ShouldSucceed();
        (after.WindowsAttributes & (FileAttributes.ReadOnly | FileAttributes.Compressed)).ShouldBe(FileAttributes.ReadOnly);
        after.LastWriteTime.ShouldBe(time);
        if (!Wine.IsHere)
        {
            // Its host may count looking as reading.
            after.LastAccessTime.ShouldBe(time.AddSeconds(1));
        }

        after.LinkCount.ShouldBe(1);
        after.CreationTime.ShouldNotBeNull();

        Platform.SetAttributes(file, before, FileAspects.Mode).ShouldSucceed();
        Platform.GetMetadata(path, followLinks: false, out var again).ShouldSucceed();
        again.WindowsAttributes.HasFlag(FileAttributes.ReadOnly).ShouldBeFalse();
        again.LastWriteTime.ShouldBe(time);
        Platform.CodeOf(Platform.SetAttributes(file, before, FileAspects.Owner)).ShouldBe(StorageErrorCode.NotSupported);
    }

    [Fact]
    public void A_read_only_file_is_removed_by_who_names_its_identity_alone()
    {
        var path = Folder.File("kept", [1]);
        var file = Open(path);
        Platform.GetMetadata(file, out var metadata).ShouldSucceed();
        Platform.SetAttributes(file, metadata with { WindowsAttributes = FileAttributes.ReadOnly }, FileAspects.Mode).ShouldSucceed();
        Platform.CodeOf(Platform.DeleteByIdentity(path, metadata.Identity with { FileId = 1 })).ShouldBe(StorageErrorCode.AnotherFile);
        Platform.CodeOf(Platform.Delete(path)).ShouldBe(StorageErrorCode.AccessDenied);
        Platform.DeleteByIdentity(path, metadata.Identity).ShouldSucceed();
        Platform.Close(file).ShouldSucceed();
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void A_file_in_memory_is_written_mapped_and_gone()
    {
        var present = Directory.GetFiles(Path.GetTempPath());
        Platform.CreateAnonymous("any", out var file).ShouldSucceed();
        Platform.IsVolatile(file!).ShouldBeTrue();
        Platform.SetLength(file!, 10_000).ShouldSucceed();
        Platform.WriteAt(file!, [5], 9_999).ShouldSucceed();
        Platform.Map(file!, new MapRequest(MappingKind.ReadWrite, 0, 10_000), out var mapping).ShouldSucceed();
        MemoryMarshal.CreateSpan(ref *(byte*)mapping!.Address, 10_000)[9_999].ShouldBe((byte)5);
        Platform.Unmap(mapping).ShouldSucceed();
        var created = Directory.GetFiles(Path.GetTempPath()).Except(present).ShouldHaveSingleItem();
        Platform.Close(file!).ShouldSucceed();
        File.Exists(created).ShouldBeFalse();
    }

    [Fact]
    public void Pages_are_locked_unlocked_and_advised()
    {
        var file = Create("pages", new byte[100_000]);
        Platform.Map(file, new MapRequest(MappingKind.ReadOnly, 5, 99_000), out var mapping).ShouldSucceed();
        Platform.LockMapping(mapping!, 10_000, 5_000).ShouldSucceed();
        Platform.UnlockMapping(mapping!, 0, 99_000).ShouldSucceed();
        Platform.UnlockMapping(mapping!, 0, 99_000).ShouldSucceed();
        Platform.AdviseMapping(mapping!, 3, 50_000, MapAdvice.WillNeed).ShouldSucceed();
        Platform.AdviseMapping(mapping!, 3, 50_000, MapAdvice.Normal).ShouldSucceed();
        Platform.CodeOf(Platform.AdviseMapping(mapping!, 3, 50_000, MapAdvice.Random)).ShouldBe(StorageErrorCode.NotSupported);
        Platform.Unmap(mapping!).ShouldSucceed();
    }

    [Fact]
    public void The_bytes_of_a_file_that_is_mapped_for_it_are_run()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "machine code of x64");
        byte[] returnSeven = [0xB8, 7, 0, 0, 0, 0xC3];
        var file = Open(Folder.File("code", returnSeven), FileRights.Read);
        var request = new MapRequest(MappingKind.ReadOnly, 0, returnSeven.Length) { Traits = MappingTraits.Executable };
        Platform.Map(file, request, out var mapping).ShouldSucceed();
        ((delegate* unmanaged<int>)mapping!.Address)().ShouldBe(7);
        Platform.Unmap(mapping).ShouldSucceed();
    }
}
