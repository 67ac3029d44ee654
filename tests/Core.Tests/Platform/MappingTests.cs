using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

public sealed unsafe class MappingTests : PlatformTest
{
    private readonly List<PlatformMapping> _mappings = [];

    private readonly byte[] _content = TemporaryDirectory.Pattern(20_000);

    public override void Dispose()
    {
        _mappings.ForEach(mapping => Platform.Unmap(mapping).ShouldSucceed());
        base.Dispose();
    }

    [Theory]
    [InlineData(0, 20_000)]
    [InlineData(1, 1)]
    [InlineData(4095, 2)]
    [InlineData(4096, 4096)]
    [InlineData(12_345, 7_655)]
    public void Any_interval_is_mapped(long offset, int length)
    {
        var mapping = Map(Create("any", _content), MappingKind.ReadOnly, offset, length);
        mapping.Length.ShouldBe(length);
        Bytes(mapping).ToArray().ShouldBe(_content.AsSpan((int)offset, length).ToArray());
    }

    [Fact]
    public void Stores_into_a_shared_mapping_reach_the_file()
    {
        var path = Folder.File("shared", _content);
        var mapping = Map(Open(path), MappingKind.ReadWrite, 5_000, 100);
        Bytes(mapping)[7] = 255;
        Platform.FlushMapping(mapping, 7, 1).ShouldSucceed();
        TemporaryDirectory.Read(path)[5_007].ShouldBe((byte)255);
    }

    [Fact]
    public void Stores_into_a_private_mapping_do_not_and_need_no_right_to_write()
    {
        var path = Folder.File("private", _content);
        var mapping = Map(Open(path, FileRights.Read), MappingKind.CopyOnWrite, 0, _content.Length);
        Bytes(mapping)[0] = 255;
        Bytes(mapping)[0].ShouldBe((byte)255);
        TemporaryDirectory.Read(path).ShouldBe(_content);
    }

    [Fact]
    public void A_file_opened_for_reading_is_not_mapped_for_writing()
    {
        var file = Open(Folder.File("read-only", _content), FileRights.Read);
        Platform.CodeOf(Platform.Map(file, new MapRequest(MappingKind.ReadWrite, 0, 1), out _)).ShouldBe(StorageErrorCode.AccessDenied);
    }

    [Fact]
    public void An_interval_that_has_no_addresses_is_refused()
    {
        var file = Create("huge", _content);
        Platform.Map(file, new MapRequest(MappingKind.ReadOnly, 1, long.MaxValue), out _).IsFailure.ShouldBeTrue();
        Platform.Map(file, new MapRequest(MappingKind.ReadOnly, 0, long.MaxValue), out _).IsFailure.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Whole_pages_of_an_interval_are_retired_and_restored(int offset)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pages of a view cannot be replaced");
        var file = Open(Folder.File("interval", _content));
        var mapping = Map(file, MappingKind.ReadWrite, offset, _content.Length - offset);
        var content = _content.AsSpan(offset);
        var first = 12_288 - offset;

        Platform.Retire(mapping, first - 100, 200).ShouldSucceed();
        Bytes(mapping)[..first].SequenceEqual(content[..first]).ShouldBeTrue();
        Bytes(mapping).Slice(first, 4_096).ContainsAnyExcept((byte)0).ShouldBeFalse();
        Bytes(mapping)[(first + 4_096)..].SequenceEqual(content[(first + 4_096)..]).ShouldBeTrue();

        Bytes(mapping)[first] = 1;
        Platform.Restore(file, mapping, first - 100, 200).ShouldSucceed();
        Bytes(mapping).SequenceEqual(content).ShouldBeTrue();
        Platform.Retire(mapping, first + 1, 4_095).ShouldSucceed();
        Bytes(mapping).SequenceEqual(content).ShouldBeTrue("no page starts there");
    }

    [Theory]
    [InlineData(MappingKind.ReadOnly)]
    [InlineData(MappingKind.ReadWrite)]
    [InlineData(MappingKind.CopyOnWrite)]
    public void A_retired_mapping_reads_as_zeros_and_lets_the_file_go(MappingKind kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pages of a view cannot be replaced");
        var path = Folder.File("retired", _content);
        var mapping = Map(Open(path), kind, 100, 10_000);
        MapsOf(path).ShouldBe(1);
        Platform.Retire(mapping).ShouldSucceed();
        MapsOf(path).ShouldBe(0);
        Bytes(mapping).ContainsAnyExcept((byte)0).ShouldBeFalse();
        if (kind != MappingKind.ReadOnly)
        {
            Bytes(mapping).Fill(9);
        }

        TemporaryDirectory.Read(path).ShouldBe(_content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Populating_a_mapped_interval_succeeds(bool forWrite)
    {
        var mapping = Map(Create("populated", _content), MappingKind.ReadWrite, 100, 10_000);
        Platform.Populate(mapping, 4_000, 5, forWrite).ShouldSucceed();
        Platform.Populate(mapping, 10_000, 0, forWrite).ShouldSucceed();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Populating_beyond_the_end_is_reported_where_touching_it_would_be_fatal(bool forWrite)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "nothing is mapped beyond the end");
        var mapping = Map(Create("beyond", _content), MappingKind.ReadWrite, 0, 100_000);
        Platform.CodeOf(Platform.Populate(mapping, 50_000, 1, forWrite)).ShouldBe(StorageErrorCode.MappingFault);
        Platform.Populate(mapping, 19_999, 1, forWrite).ShouldSucceed();
    }

    [Fact]
    public void Populating_a_hole_of_a_full_disk_is_reported_where_storing_would_be_fatal()
    {
        using var disk = new SmallDisk(64);
        var file = Open(disk.File("sparse"), disposition: FileDisposition.CreateNew);
        Platform.SetLength(file, 1 << 20).ShouldSucceed();
        var mapping = Map(file, MappingKind.ReadWrite, 0, 1 << 20);
        Platform.CodeOf(Platform.Populate(mapping, 0, 1 << 20, forWrite: true)).ShouldBe(StorageErrorCode.MappingFault);
    }

    [Fact]
    public void An_unmapped_interval_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "what is mapped is asked for in /proc");
        var path = Folder.File("unmapped", _content);
        Platform.Map(Open(path), new MapRequest(MappingKind.ReadOnly, 5_000, 1), out var mapping).ShouldSucceed();
        MapsOf(path).ShouldBe(1);
        Platform.Unmap(mapping!).ShouldSucceed();
        MapsOf(path).ShouldBe(0);
    }

    private PlatformMapping Map(PlatformFile file, MappingKind kind, long offset, long length)
    {
        Platform.Map(file, new MapRequest(kind, offset, length), out var mapping).ShouldSucceed();
        _mappings.Add(mapping!);
        return mapping!;
    }

    private static Span<byte> Bytes(PlatformMapping mapping) =>
        MemoryMarshal.CreateSpan(ref *(byte*)mapping.Address, (int)mapping.Length);

    private static int MapsOf(string path) =>
        File.ReadLines("/proc/self/maps").Count(line => line.EndsWith(path, StringComparison.Ordinal));
}
