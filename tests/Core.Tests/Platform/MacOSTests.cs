using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

/// <summary>What of the platform of macOS can be tested elsewhere: the table of errors and the layouts, against the headers.</summary>
public sealed unsafe class MacOSTests
{
    [Theory]
    [InlineData(0, StorageErrorCode.None)]
    [InlineData(1, StorageErrorCode.AccessDenied)]
    [InlineData(2, StorageErrorCode.NotFound)]
    [InlineData(5, StorageErrorCode.DeviceError)]
    [InlineData(11, StorageErrorCode.WouldDeadlock)]
    [InlineData(17, StorageErrorCode.AlreadyExists)]
    [InlineData(22, StorageErrorCode.InvalidArgument)]
    [InlineData(27, StorageErrorCode.TooLarge)]
    [InlineData(28, StorageErrorCode.NoSpace)]
    [InlineData(35, StorageErrorCode.WouldBlock)]
    [InlineData(45, StorageErrorCode.NotSupported)]
    [InlineData(62, StorageErrorCode.InvalidPath)]
    [InlineData(63, StorageErrorCode.InvalidPath)]
    [InlineData(66, StorageErrorCode.NotEmpty)]
    [InlineData(69, StorageErrorCode.NoSpace)]
    [InlineData(78, StorageErrorCode.NotSupported)]
    [InlineData(84, StorageErrorCode.TooLarge)]
    [InlineData(89, StorageErrorCode.Cancelled)]
    [InlineData(999, StorageErrorCode.Unknown)]
    public void An_error_number_has_a_stable_code(int error, StorageErrorCode code) => MacOSErrors.Classify(error).ShouldBe(code);

    /// <remarks>Not a full disk, a failed device or a name that is there: those are errors of a copy.</remarks>
    [Theory, InlineData(45, true), InlineData(18, true), InlineData(22, true), InlineData(78, true), InlineData(28, false), InlineData(5, false), InlineData(17, false)]
    public void Blocks_that_cannot_be_shared_are_copied_and_other_errors_are_errors(int error, bool isNotCloned) =>
        MacOSPlatform.IsNotCloned(error).ShouldBe(isNotCloned);

    [Fact]
    public void Structures_have_the_sizes_of_the_headers()
    {
        sizeof(FileStat).ShouldBe(144);
        sizeof(TimeSpec).ShouldBe(16);
        sizeof(Preallocation).ShouldBe(32);
        sizeof(Hole).ShouldBe(24);
        sizeof(ReadAdviceRange).ShouldBe(16);
        sizeof(MacOSRecordLock).ShouldBe(24);
        sizeof(FileSystemStat).ShouldBe(2168);
        ((int)Marshal.OffsetOf<FileSystemStat>(nameof(FileSystemStat.TypeName))).ShouldBe(72);
        sizeof(AttributeList).ShouldBe(24);
    }

    [Fact]
    public void Records_of_a_directory_are_entries_with_their_kind_also_where_an_error_stands_before_the_name()
    {
        const uint named = 0x8000_0009;
        const uint failed = 0xA000_0001;
        byte[] records = [.. Record(named, [8, 0, 0, 0], "short", 1), .. Record(failed, [13, 0, 0, 0, 8, 0, 0, 0], "error", null), .. Record(named, [8, 0, 0, 0], "длинное имя", 2), .. Record(named, [8, 0, 0, 0], "link", 5)];
        var found = new List<DirectoryEntry>();
        MacOSPlatform.Parse(records, 4, found);
        found.ShouldBe(
        [
            new DirectoryEntry("short", FileKind.Regular),
            new DirectoryEntry("error", FileKind.Other),
            new DirectoryEntry("длинное имя", FileKind.Directory),
            new DirectoryEntry("link", FileKind.SymbolicLink),
        ]);
    }

    /// <summary>One record. The name's reference is relative to itself; behind it comes the kind, then the name with its NUL, and padding.</summary>
    private static byte[] Record(uint present, byte[] untilReference, string name, int? kind)
    {
        byte[] text = [.. System.Text.Encoding.UTF8.GetBytes(name), 0];
        byte[] kindBytes = kind is { } known ? BitConverter.GetBytes(known) : [];
        untilReference[^4] = (byte)(8 + kindBytes.Length);
        byte[] body = [.. BitConverter.GetBytes(present), .. new byte[16], .. untilReference, .. BitConverter.GetBytes(text.Length), .. kindBytes, .. text];
        var length = (4 + body.Length + 7) & ~7;
        return [.. BitConverter.GetBytes(length), .. body, .. new byte[length - 4 - body.Length]];
    }

    [Theory]
    [InlineData(nameof(FileStat.Mode), 4)]
    [InlineData(nameof(FileStat.Links), 6)]
    [InlineData(nameof(FileStat.Inode), 8)]
    [InlineData(nameof(FileStat.User), 16)]
    [InlineData(nameof(FileStat.Group), 20)]
    [InlineData(nameof(FileStat.SpecialDevice), 24)]
    [InlineData(nameof(FileStat.AccessTime), 32)]
    [InlineData(nameof(FileStat.WriteTime), 48)]
    [InlineData(nameof(FileStat.ChangeTime), 64)]
    [InlineData(nameof(FileStat.BirthTime), 80)]
    [InlineData(nameof(FileStat.Size), 96)]
    [InlineData(nameof(FileStat.Blocks), 104)]
    [InlineData(nameof(FileStat.BlockSize), 112)]
    public void Members_are_where_the_headers_have_them(string member, int offset) => ((int)Marshal.OffsetOf<FileStat>(member)).ShouldBe(offset);

    [Theory]
    [InlineData(2001)]
    [InlineData(1931)]
    public void A_time_is_whole_seconds_and_a_positive_rest(int year)
    {
        var time = new DateTimeOffset(year, 2, 3, 4, 5, 6, TimeSpan.FromHours(5)).AddTicks(1_234_567);
        var native = new TimeSpec(time);
        native.Nanoseconds.ShouldBe(123_456_700);
        native.ToDateTimeOffset().ShouldBe(time);
    }

    [Theory]
    [InlineData("a/b", new byte[] { 97, 47, 98, 0 })]
    [InlineData("ż", new byte[] { 0xC5, 0xBC, 0 })]
    [InlineData("a\0b", null)]
    public void A_path_is_strict_utf_8_with_a_final_nul(string path, byte[]? expected) => MacOSPath.Encode(path).ShouldBe(expected);

    [Fact]
    public void A_path_with_half_a_character_has_no_bytes() => MacOSPath.Encode("a\uD800").ShouldBeNull();
}
