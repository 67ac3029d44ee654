using Mapwright.Tests.Scheduling;

namespace Mapwright.Core.Tests.Mapping;

[Collection(Alone.Name)]
public sealed class RemoveTests : MappingTest
{
    /// <summary>EMFILE.</summary>
    private const int TooManyFiles = 24;

    [Fact]
    public void The_name_goes_durably_and_the_map_with_it()
    {
        var map = Files.OpenMutableMapped(Path);
        map.Remove();
        File.Exists(Path).ShouldBeFalse();
        map.IsClosed.ShouldBeTrue();
        Platform.CallsOf("FlushDirectory").ShouldBe(1);
        AddressSpace.MapsOf(Path + " (deleted)").ShouldBe(0);
        Should.Throw<ObjectDisposedException>(map.Remove);
    }

    [Fact]
    public void A_closed_map_does_not_claim_to_have_removed_its_file()
    {
        var map = Files.OpenMutableMapped(Path);
        map.Close();
        Should.Throw<ObjectDisposedException>(map.Remove);
        File.Exists(Path).ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_took_the_path_is_not_touched()
    {
        using var map = Files.OpenMapped(Path);
        File.Move(Path, Folder.File("away"));
        File.WriteAllText(Path, "another one");
        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.AnotherFile);
        File.ReadAllText(Path).ShouldBe("another one");
        map.Read<byte>(0).ShouldBe(Content[0]);

        File.Move(Folder.File("away"), Path, overwrite: true);
        map.Remove();
        File.Exists(Path).ShouldBeFalse();
    }

    [Fact]
    public void A_link_is_refused_and_its_target_too()
    {
        var link = Folder.File("link");
        File.CreateSymbolicLink(link, Path);
        using var map = Files.OpenMapped(link);
        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.AnotherFile);
        File.Exists(link).ShouldBeTrue();
        OnDisk.ShouldBe(Content);
    }

    [Fact]
    public void A_renamed_file_and_a_renamed_directory_are_not_found()
    {
        var inner = Directory.CreateDirectory(Folder.File("inner")).FullName;
        var path = System.IO.Path.Combine(inner, "file");
        File.WriteAllBytes(path, Content);
        using var map = Files.OpenMutableMapped(path);

        Directory.Move(inner, inner + "2");
        Should.Throw<FileNotFoundException>(map.Remove);
        Directory.CreateDirectory(inner);
        Should.Throw<FileNotFoundException>(map.Remove);
        File.Exists(System.IO.Path.Combine(inner + "2", "file")).ShouldBeTrue();
        map.Write(0, 1);
    }

    [Fact]
    public void A_removal_whose_directory_flush_failed_is_retried_on_that_directory_alone()
    {
        var inner = Directory.CreateDirectory(Folder.File("inner")).FullName;
        var path = System.IO.Path.Combine(inner, "file");
        File.WriteAllBytes(path, Content);
        using var map = Files.OpenMutableMapped(path);
        Platform.Fail("FlushDirectory", TooManyFiles);

        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.OutOfResources);
        File.Exists(path).ShouldBeFalse();
        map.IsClosed.ShouldBeFalse();
        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.OutOfResources);

        Platform.Fail("FlushDirectory", 0);
        File.WriteAllText(path, "a new file of that name");
        Directory.Move(inner, inner + "2");
        Directory.CreateDirectory(inner);
        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.AnotherFile);
        Directory.Delete(inner);
        Directory.Move(inner + "2", inner);
        map.Remove();
        map.IsClosed.ShouldBeTrue();
        File.ReadAllText(path).ShouldBe("a new file of that name");
    }

    [Fact]
    public void A_removal_that_the_device_lost_is_not_taken_for_durable_by_asking_again()
    {
        var map = Files.OpenMutableMapped(Path);
        Platform.Fail("FlushDirectory", 5);
        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.DeviceError);
        Platform.Fail("FlushDirectory", 0);

        Should.Throw<StorageException>(map.Remove).Code.ShouldBe(StorageErrorCode.Poisoned);
        map.IsClosed.ShouldBeFalse();
        map.Dispose();
    }

    [Fact]
    public void A_relative_path_is_that_of_the_directory_where_the_file_was_opened()
    {
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = Folder.Path;
            using var map = Files.OpenMutableMapped("mapped");
            Environment.CurrentDirectory = "/";
            map.Path.ShouldBe("mapped");
            map.SetLength(10);
            map.Remove();
            File.Exists(Path).ShouldBeFalse();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_and_close_remove_when_asked_to(bool close)
    {
        var map = Files.CreateMutableMapped(Folder.File("temporary"), 10, new MapOptions { RemoveOnDispose = true });
        var kept = Files.OpenMutableMapped(Path, new MapOptions { RemoveOnDispose = true });
        kept.RemoveOnDispose = false;
        if (close)
        {
            map.Close(5);
            kept.Close();
        }
        else
        {
            map.Dispose();
            kept.Dispose();
        }

        File.Exists(Folder.File("temporary")).ShouldBeFalse();
        OnDisk.ShouldBe(Content);
        Platform.CallsOf("FlushDirectory").ShouldBe(1);
    }

    [Fact]
    public void A_removal_that_fails_on_dispose_is_reported_and_everything_is_closed()
    {
        var map = Files.OpenMapped(Path);
        map.RemoveOnDispose = true;
        Platform.Fail("DeleteByIdentity", 13);
        Should.Throw<UnauthorizedAccessException>(map.Dispose);
        map.IsClosed.ShouldBeTrue();
        OpenDescriptors.Of(Path).ShouldBe(0);
        AddressSpace.MapsOf(Path).ShouldBe(0);
    }

    [Fact]
    public void A_failed_change_leaves_the_removal_on_dispose_in_force()
    {
        var map = Files.OpenMutableMapped(Path, new MapOptions { RemoveOnDispose = true });
        Platform.Fail("Map", 12);
        Should.Throw<StorageException>(map.Freeze);
        Should.Throw<StorageException>(() => map.Close(100_000));
        Platform.Fail("Map", 0);
        map.Dispose();
        File.Exists(Path).ShouldBeFalse();
    }
}
