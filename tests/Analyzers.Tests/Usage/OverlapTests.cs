using Mapwright.Analyzers.Usage.Overlap;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class OverlapTests
{
    [Theory]
    [InlineData("var a = file.WriteAtAsync(page, 0); var b = {|MW0002:file.WriteAtAsync(page, 0)|}; await a; await b;")]
    [InlineData("var a = file.ZeroRangeAsync(0, 10); {|MW0002:file.ZeroRange(9, 1)|}; await a;")]
    [InlineData("var a = file.ZeroRangeAsync(at, length); var b = {|MW0002:file.PunchHoleAsync(at, length)|}; await a; await b;")]
    [InlineData("var a = file.ZeroRangeAsync(at, 8); var b = {|MW0002:file.ZeroRangeAsync(at + 7, 8)|}; await a; await b;")]
    [InlineData("await Task.WhenAll(file.ZeroRangeAsync(0, 8).AsTask(), {|MW0002:file.ZeroRangeAsync(4, 8)|}.AsTask());")]
    [InlineData("Parallel.For(0, 4, i => {|MW0002:file.ZeroRange(0, 8)|});")]
    [InlineData("var a = Task.Run(() => file.ZeroRange(0, 8)); {|MW0002:file.ZeroRange(0, 8)|}; await a;")]
    public Task Two_that_run_at_the_same_time_and_meet(string body) => InMethod(body);

    [Theory]
    [InlineData("await file.WriteAtAsync(page, 0); await file.WriteAtAsync(page, 0);")]
    [InlineData("file.ZeroRange(0, 8); file.ZeroRange(0, 8);")]
    [InlineData("var a = file.ZeroRangeAsync(0, 8); var b = file.ZeroRangeAsync(8, 8); await a; await b;")]
    [InlineData("var a = file.ZeroRangeAsync(at, 8); var b = file.ZeroRangeAsync(at + 8, 8); await a; await b;")]
    [InlineData("var a = file.ZeroRangeAsync(0, 8); var b = other.ZeroRangeAsync(0, 8); await a; await b;")]
    [InlineData("var a = file.ZeroRangeAsync(at, 8); at += 8; var b = file.ZeroRangeAsync(at, 8); await a; await b;")]
    [InlineData("var a = file.ReadAtAsync(page, 0); var b = file.ReadAtAsync(page, 0); await a; await b;")]
    [InlineData("var a = file.ZeroRangeAsync(0, 8); if (at > 0) { await a; file.ZeroRange(0, 8); } else { await a; }")]
    [InlineData("Parallel.For(0, 4, i => file.ZeroRange(8L * i, 8));")]
    public Task Two_that_are_ordered_or_apart_or_of_other_files(string body) => InMethod(body);

    [Fact]
    public async Task The_message_names_both_writes() =>
        (await Diagnosis.Say<OverlapAnalyzer>(Around("var a = file.ZeroRangeAsync(0, 8);\nfile.ZeroRange(4, 8);\nawait a;\nParallel.For(0, 4, i => file.ZeroRange(0, 8));"))).ShouldBe([
            "5 (4): 'file.ZeroRange' writes bytes that 'ZeroRangeAsync' at line 4 may still be writing: which of the two stay is not decided; await that one first, or write elsewhere",
            "7 (7): 'file.ZeroRange' writes bytes that 'ZeroRange' in an earlier turn may still be writing: which of the two stay is not decided; await that one first, or write elsewhere",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<OverlapAnalyzer>(Around(body));

    private static string Around(string body) => $$"""
        using System.Threading.Tasks; using Mapwright;
        class C { async Task M(StorageFileBase file, StorageFileBase other, byte[] page, long at, long length)
        { await Task.Yield();
        {{body}} } }
        """;
}
