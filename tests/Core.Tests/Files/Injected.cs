namespace Mapwright.Core.Tests.Files;

/// <summary>What runs under injection, in a process of its own: <see cref="InjectionTests"/> starts them, and nothing else does.</summary>
public sealed class Injected
{
    public const string PathVariable = "MAPWRIGHT_INJECTED";

    private static string Path => Environment.GetEnvironmentVariable(PathVariable) ?? throw new InvalidOperationException("InjectionTests start this.");

    [Fact(Explicit = true)]
    public void Interrupted_calls_are_made_again()
    {
        using var file = Open();
        var content = TemporaryDirectory.Pattern(10_000);
        ReadOnlyMemory<byte>[] halves = [content.AsMemory(0, 5_000), content.AsMemory(5_000)];
        Memory<byte>[] read = [new byte[4_000], new byte[6_000]];

        file.WriteAt(halves, 0);
        file.ReadExactlyAt(read, 0);
        file.Append(content).ShouldBe(10_000);
        file.Allocate(0, 30_000);
        file.ZeroRange(1, 2);
        file.PunchHole(20_000, 5);
        file.StartFlush(0, 100);
        file.FlushRange(0, 100);

        read.SelectMany(buffer => buffer.ToArray()).ShouldBe(content);
        file.Length.ShouldBe(30_000);
    }

    [Fact(Explicit = true)]
    public void A_short_write_goes_on_where_it_ended()
    {
        using var file = Open();
        var content = TemporaryDirectory.Pattern(10_000);
        ReadOnlyMemory<byte>[] parts = [content.AsMemory(0, 60), content.AsMemory(60, 60), content.AsMemory(120)];

        file.WriteAt(parts, 0);

        // The first call claims to have written 100 bytes, and wrote none.
        var written = new byte[10_000];
        file.ReadExactlyAt(written, 0);
        written.ShouldBe([.. new byte[100], .. content[100..]]);
    }

    [Fact(Explicit = true)]
    public void A_write_that_finds_the_disk_full_says_how_much_was_written()
    {
        using var file = Open();
        ReadOnlyMemory<byte>[] parts = [.. Enumerable.Range(0, 100).Select(_ => (ReadOnlyMemory<byte>)new byte[10])];

        // The system takes 64 buffers in the first call; the second fails.
        var error = Should.Throw<StorageException>(() => file.WriteAt(parts, 5));

        (error.Code, error.Offset, error.BytesWritten).ShouldBe((StorageErrorCode.NoSpace, 5, 640));
        file.IsPoisoned.ShouldBeFalse();
    }

    [Fact(Explicit = true)]
    public void A_durable_write_that_the_device_fails_poisons()
    {
        using var file = Open();
        Should.Throw<StorageException>(() => file.WriteAt([1, 2, 3], 0, Durability.Full, Caching.Buffered)).Code.ShouldBe(StorageErrorCode.DeviceError);
        file.IsPoisoned.ShouldBeTrue();
        Should.Throw<StorageException>(() => file.WriteAt([1], 0)).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Fact(Explicit = true)]
    public void An_append_that_the_device_fails_is_an_error_and_no_poison()
    {
        using var file = Open();
        var error = Should.Throw<StorageException>(() => file.Append([1, 2, 3]));
        (error.Code, error.BytesWritten).ShouldBe((StorageErrorCode.DeviceError, 0));
        file.IsPoisoned.ShouldBeFalse();
        file.Append([4]).ShouldBe(0);
    }

    [Fact(Explicit = true)]
    public void A_flush_of_an_interval_that_the_device_fails_poisons()
    {
        using var file = Open();
        file.WriteAt([1, 2, 3], 0);
        Should.Throw<StorageException>(() => file.FlushRange(0, 3)).Code.ShouldBe(StorageErrorCode.DeviceError);
        file.IsPoisoned.ShouldBeTrue();
    }

    [Fact(Explicit = true)]
    public void Waiting_for_a_flush_that_the_device_fails_says_so()
    {
        using var file = Open();
        Should.Throw<StorageException>(() => file.WaitDurable(file.MarkWritten())).Code.ShouldBe(StorageErrorCode.DeviceError);
        file.IsPoisoned.ShouldBeTrue();
    }

    [Fact(Explicit = true)]
    public void An_allocation_that_finds_the_disk_full_leaves_the_length()
    {
        using var file = Open();
        file.WriteAt([1, 2, 3], 0);
        Should.Throw<StorageException>(() => file.Allocate(0, 1 << 20)).Code.ShouldBe(StorageErrorCode.NoSpace);
        Should.Throw<StorageException>(() => file.ZeroRange(0, 1 << 20)).Code.ShouldBe(StorageErrorCode.NoSpace);
        Should.Throw<StorageException>(() => file.PunchHole(0, 1)).Code.ShouldBe(StorageErrorCode.NoSpace);
        file.Length.ShouldBe(3);
    }

    [Fact(Explicit = true)]
    public void Extents_that_the_system_cannot_tell_are_an_error()
    {
        using var file = Open();
        Should.Throw<StorageException>(() => file.NextExtent(0)).Code.ShouldBe(StorageErrorCode.DeviceError);
    }

    [Fact(Explicit = true)]
    public void A_close_that_is_interrupted_is_reported()
    {
        var file = Open();
        Should.Throw<StorageException>(file.Dispose).Message.ShouldContain("EINTR");
    }

    private static StorageFileBase Open() => new CallerFileSystem().OpenWrite(Path);
}
