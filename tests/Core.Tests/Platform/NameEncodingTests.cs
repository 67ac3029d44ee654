using System.Runtime.Versioning;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Platform;

/// <summary>Names that are not UTF-8: carried losslessly, or refused.</summary>
[SupportedOSPlatform("linux")]
public sealed class NameEncodingTests : PlatformTest
{
    [Fact]
    public void Every_name_of_bytes_comes_back_as_the_same_bytes() => Prop.ForAll<byte[]>(name =>
    {
        var bytes = name.Where(b => b is not 0 and not (byte)'/').ToArray();
        byte[] expected = [.. bytes, 0];
        return LinuxPath.Encode(LinuxPath.Decode(bytes)) is { } encoded && encoded.AsSpan().SequenceEqual(expected);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_texts_are_never_the_name_of_one_file() => Prop.ForAll(Gen.ListOf(Gen.Elements('a', 'é', '\uDC80', '\uDCC3', '\uDCA9', '\uDCFF', '\uD800')).ToArbitrary(), characters =>
    {
        var text = string.Concat(characters);
        return LinuxPath.Encode(text) is not { } bytes || LinuxPath.Decode(bytes.AsSpan(0, bytes.Length - 1)) == text;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Valid_text_is_its_utf8() => LinuxPath.Encode("näme€😀").ShouldBe(Encoding.UTF8.GetBytes("näme€😀\0"));

    /// <remarks>No theory: such a text does not survive in an attribute.</remarks>
    [Fact]
    public void What_would_be_the_name_of_another_file_is_refused()
    {
        foreach (var name in new[] { "\uD800", "\uDC00", "\uDC7F", "\uDCC3\uDCA9", "a\0b" })
        {
            LinuxPath.Encode(name).ShouldBeNull();
        }
    }

    [Fact]
    public void A_file_whose_name_is_not_utf8_is_used_as_any_other()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names are bytes on Linux");
        var path = Folder.File("broken \uDCFF\uDC80 name");
        Platform.Open(path, new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, Mode), out var file).ShouldSucceed();
        Platform.Close(file!).ShouldSucceed();
        Platform.GetMetadata(path, false, out var metadata).ShouldSucceed();
        metadata.IsFile.ShouldBeTrue();
        Platform.Rename(path, Folder.File("whole"), false).ShouldSucceed();
        File.Exists(Folder.File("whole")).ShouldBeTrue();
    }

    [Fact]
    public void The_longest_name_is_255_bytes_and_not_255_characters()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names are bytes on Linux");
        var longest = Folder.File(new string('é', 127) + "x");
        Platform.Open(longest, new OpenRequest(FileRights.ReadWrite, FileDisposition.CreateNew, Mode), out var file).ShouldSucceed();
        Platform.Close(file!).ShouldSucceed();
        OpenError(Folder.File(new string('é', 128)), disposition: FileDisposition.CreateNew).ShouldBe(StorageErrorCode.InvalidPath);
    }
}
