using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class MisalignedTests
{
    [Theory]
    [InlineData("disk.Read(block, {|MW0010:7|});")]
    [InlineData("disk.Read({|MW0010:new byte[100]|}, 0);")]
    [InlineData("disk.Read({|MW0010:block.AsSpan(0, 100)|}, {|MW0010:1000|});")]
    [InlineData("disk.Write({|MW0010:\"superblock\"u8|}, 0);")]
    [InlineData("await disk.WriteAsync(block, {|MW0010:at > 0 ? 100 : 200|});")]
    [InlineData("const int Header = 16; disk.Trim({|MW0010:Header|}, 512);")]
    [InlineData("using var part = disk.Slice(512, {|MW0010:700|});")]
    [InlineData("using var own = files.OpenDevice(\"a\"); own.Read(block, {|MW0010:512|});")]
    [InlineData("using var own = files.OpenDevice(\"a\", new BlockDeviceOptions { BlockSize = 8192 }); own.Read(block, {|MW0010:4096|});")]
    public Task What_no_block_divides(string body) => InMethod(body);

    [Theory]
    [InlineData("disk.Read(block, 0); disk.Read(block, 1 << 20);")]
    [InlineData("disk.Read(block, at);")]
    [InlineData("disk.Read(block, at * disk.BlockSize);")]
    [InlineData("disk.Read(new byte[512], 512);")]
    [InlineData("disk.Read(block, at > 0 ? 100 : 4096);")]
    [InlineData("using var own = files.OpenDevice(\"a\", new BlockDeviceOptions { BlockSize = 512 }); own.Read(block, 512);")]
    [InlineData("var offset = 100L; offset = at; disk.Read(block, offset);")]
    [InlineData("file.ReadAt(new byte[100], 7);")]
    public Task What_some_block_divides_or_is_not_known(string body) => InMethod(body);

    [Fact]
    public async Task The_message_names_the_number_and_where_the_size_of_a_block_comes_from() =>
        (await Diagnosis.Say<MisalignedAnalyzer>(Around("using var own = files.OpenDevice(\"a\");\nown.Read(block, 512);\ndisk.Read(new byte[100], 0);"))).ShouldBe([
            "6 (5): Offset 512 is no multiple of 4096, the size of a block since 'OpenDevice' at line 5, so 'own.Read' throws: round it down or up",
            "7 (): Length 100 is no multiple of 512, and no unit is smaller, so 'disk.Read' throws: round it down or up",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<MisalignedAnalyzer>(Around(body));

    private static string Around(string body) => $$"""
        using System; using System.Threading.Tasks; using Mapwright;
        class C { async Task M(FileSystemBase files, BlockDeviceBase disk, StorageFileBase file, byte[] block, long at)
        { await Task.Yield();

        {{body}} } }
        """;
}
