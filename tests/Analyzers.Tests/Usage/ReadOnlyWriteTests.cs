using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class ReadOnlyWriteTests
{
    [Theory]
    [InlineData("map.Freeze(); {|MW0013:map.Write(0, 1)|};")]
    [InlineData("await map.FreezeAsync(); await {|MW0013:map.WriteAtAsync(bytes, 0)|};")]
    [InlineData("map.FreezeExecutable(); {|MW0013:map.Fill(0, 4, 1)|};")]
    [InlineData("if (flag) { map.Freeze(); } else { map.FreezeExecutable(); } {|MW0013:map.Write(0, 1)|};")]
    [InlineData("map.Freeze(); var same = map; {|MW0013:same.Write(0, 1)|};")]
    [InlineData("map.Freeze(); for (var i = 0; i < 2; i++) { {|MW0013:map.Write(i, 1)|}; }")]
    [InlineData("if (flag) { map.Freeze(); } {|MW0013:map.Write(0, 1)|};")]
    [InlineData("using var file = files.OpenRead(\"a\"); {|MW0013:file.WriteAt(bytes, 0)|};")]
    [InlineData("using var file = await files.OpenReadAsync(\"a\"); await {|MW0013:file.WriteAtAsync(bytes, 0)|};")]
    [InlineData("using var file = files.Open(\"a\", new StorageFileOptions { Rights = FileRights.Read }); {|MW0013:file.SetLength(4)|};")]
    public Task Written_though_it_refuses(string body) => InMethod(body);

    [Theory]
    [InlineData("map.Write(0, 1); map.Freeze();")]
    [InlineData("map.Freeze(); map.Unfreeze(); map.Write(0, 1);")]
    [InlineData("map.Freeze(); other.Write(0, 1);")]
    [InlineData("try { map.Freeze(); } catch (IOException) { map.Write(0, 1); }")]
    [InlineData("map.Freeze(); if (!map.IsFrozen) { map.Write(0, 1); }")]
    [InlineData("map.Freeze(); map = other; map.Write(0, 1);")]
    [InlineData("map.Freeze(); map.Read<int>(0);")]
    [InlineData("using var file = files.OpenWrite(\"a\"); file.WriteAt(bytes, 0);")]
    [InlineData("using var file = files.OpenRead(\"a\"); file.ReadAt(bytes, 0);")]
    public Task Written_while_it_may_be_or_not_known(string body) => InMethod(body);

    [Fact]
    public async Task The_message_names_what_refuses_and_what_to_do() =>
        (await Diagnosis.Say<ReadOnlyWriteAnalyzer>(Around("map.Freeze();\nmap.Write(0, 1);\nusing var file = files.OpenRead(\"a\");\nfile.WriteAt(bytes, 0);"))).ShouldBe([
            "6 (5): 'map' cannot be written since 'Freeze' at line 5, so 'Write' throws: unfreeze it first",
            "8 (7): 'file' cannot be written since 'OpenRead' at line 7, so 'WriteAt' throws: open it for writing",
        ]);

    [Fact]
    public async Task The_message_says_that_it_is_so_on_some_paths_only() =>
        (await Diagnosis.Say<ReadOnlyWriteAnalyzer>(Around("if (flag) map.Freeze();\nmap.Write(0, 1);"))).ShouldBe([
            "6 (5): 'map' cannot be written on some paths since 'Freeze' at line 5, so 'Write' throws: unfreeze it first",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<ReadOnlyWriteAnalyzer>(Around(body));

    private static string Around(string body) => $$"""
        using System; using System.IO; using System.Threading.Tasks; using Mapwright;
        class C { async Task M(FileSystemBase files, MutableMappedFileBase map, MutableMappedFileBase other, byte[] bytes, bool flag)
        { await Task.Yield();

        {{body}} } }
        """;
}
