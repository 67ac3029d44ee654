using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Length, reserved blocks, metadata.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task A_longer_file_reads_as_zeros_in_its_new_part(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);

        await rig.Call(() => file.SetLength(5), () => file.SetLengthAsync(5));

        rig.Content(file.Path).ShouldBe([1, 2, 0, 0, 0]);
        file.Length.ShouldBe(5);
    }

    [Theory, Everywhere]
    public async Task A_shorter_file_loses_its_end_for_good(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3, 4]);

        await rig.Call(() => file.SetLength(1), () => file.SetLengthAsync(1));
        await rig.Call(() => file.SetLength(3), () => file.SetLengthAsync(3));

        rig.Content(file.Path).ShouldBe([1, 0, 0]);
    }

    [Theory, Everywhere]
    public async Task A_length_that_the_system_refuses_changes_nothing(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);
        rig.Platform.Fail(nameof(StoragePlatform.SetLength), StorageErrorCode.TooLarge);

        var exception = await rig.Fails<StorageException>(() => file.SetLength(5), () => file.SetLengthAsync(5));

        exception.Code.ShouldBe(StorageErrorCode.TooLarge);
        exception.Operation.ShouldBe(nameof(file.SetLength));
        rig.Content(file.Path).ShouldBe([1, 2]);
    }

    [Theory, Everywhere]
    public async Task Allocating_reserves_blocks_and_extends(Setup setup)
    {
        setup.SkipOnWine("blocks cannot be reserved");
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);

        await rig.Call(() => file.Allocate(0, 1 << 20), () => file.AllocateAsync(0, 1 << 20));

        var metadata = file.GetMetadata();
        metadata.Length.ShouldBe(1 << 20);
        metadata.AllocatedLength.ShouldBeGreaterThanOrEqualTo(1 << 20);
        rig.Content(file.Path).AsSpan(0, 4).ToArray().ShouldBe([1, 2, 0, 0]);
    }

    [Theory, Everywhere]
    public async Task Allocating_inside_the_file_keeps_its_length_and_content(Setup setup)
    {
        await using var rig = new Rig(setup);
        var content = Rig.Bytes(10_000);
        await using var file = rig.OpenNew(content);

        await rig.Call(() => file.Allocate(100, 200), () => file.AllocateAsync(100, 200));

        rig.Content(file.Path).ShouldBe(content);
    }

    [Theory, Everywhere]
    public async Task Allocating_on_a_full_disk_keeps_the_length(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);
        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NoSpace);

        var exception = await rig.Fails<StorageException>(() => file.Allocate(0, 100), () => file.AllocateAsync(0, 100));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        file.Length.ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task Where_blocks_cannot_be_reserved_allocating_is_not_supported(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2]);
        rig.Platform.Fail(nameof(StoragePlatform.Allocate), StorageErrorCode.NotSupported);

        await rig.Fails<NotSupportedException>(() => file.Allocate(0, 100), () => file.AllocateAsync(0, 100));

        file.Length.ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task Metadata_says_what_the_file_is(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        await using var same = rig.FileSystem.OpenRead(file.Path);
        await using var other = rig.OpenNew([], "other");

        var metadata = await rig.Call(() => file.GetMetadata(), () => file.GetMetadataAsync());

        metadata.Kind.ShouldBe(FileKind.Regular);
        metadata.Length.ShouldBe(3);
        metadata.Identity.ShouldBe(same.GetMetadata().Identity);
        metadata.Identity.ShouldNotBe(other.GetMetadata().Identity);
    }

    [Theory, Everywhere]
    public async Task Metadata_that_the_system_cannot_tell_is_an_error(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.GetMetadata), StorageErrorCode.DeviceError);

        var exception = await rig.Fails<StorageException, FileMetadata>(() => file.GetMetadata(), () => file.GetMetadataAsync());

        exception.Operation.ShouldBe(nameof(file.GetMetadata));
        file.Length.ShouldBe(1);
        rig.Platform.Fail(nameof(StoragePlatform.GetLength), StorageErrorCode.DeviceError);
        Should.Throw<StorageException>(() => file.Length).Operation.ShouldBe(nameof(file.Length));
    }
}
