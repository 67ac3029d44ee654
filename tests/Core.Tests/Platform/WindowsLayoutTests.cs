using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

/// <summary>The structures are as long, and their members where, the headers of Windows say for 64 bits.</summary>
public sealed unsafe class WindowsLayoutTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_headers()
    {
        sizeof(Overlapped).ShouldBe(32);
        sizeof(BasicInformation).ShouldBe(40);
        sizeof(StandardInformation).ShouldBe(24);
        sizeof(TagInformation).ShouldBe(8);
        sizeof(IdInformation).ShouldBe(24);
        sizeof(ByHandleInformation).ShouldBe(52);
        sizeof(MemoryRange).ShouldBe(16);
        sizeof(StorageInformation).ShouldBe(28);
        sizeof(FileInterval).ShouldBe(16);
    }

    [Fact]
    public void Members_are_where_the_headers_have_them()
    {
        OffsetOf<StandardInformation>(nameof(StandardInformation.IsDirectory)).ShouldBe(21);
        OffsetOf<ByHandleInformation>(nameof(ByHandleInformation.Volume)).ShouldBe(28);
        OffsetOf<ByHandleInformation>(nameof(ByHandleInformation.IdHigh)).ShouldBe(44);
        OffsetOf<RenameInformation>(nameof(RenameInformation.RootDirectory)).ShouldBe(8);
        OffsetOf<RenameInformation>(nameof(RenameInformation.NameBytes)).ShouldBe(16);
        RenameInformation.NameOffset.ShouldBe(20);
        OffsetOf<EntryInformation>(nameof(EntryInformation.Attributes)).ShouldBe(56);
        OffsetOf<EntryInformation>(nameof(EntryInformation.NameBytes)).ShouldBe(60);
        OffsetOf<EntryInformation>(nameof(EntryInformation.Tag)).ShouldBe(64);
        EntryInformation.NameOffset.ShouldBe(104);
    }

    [Fact]
    public void An_offset_is_split_into_its_halves()
    {
        var place = new Overlapped(0x1122_3344_5566_7788);
        new ReadOnlySpan<byte>(&place, sizeof(Overlapped)).Slice(16, 8).ToArray().ShouldBe([0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]);
    }

    private static int OffsetOf<T>(string member) => (int)Marshal.OffsetOf<T>(member);
}
