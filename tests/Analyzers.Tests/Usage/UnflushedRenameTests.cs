using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class UnflushedRenameTests
{
    private const string Library = """
        using System;
        using System.Threading.Tasks;
        using Mapwright;

        public sealed class Names
        {
            [Renames("from")] public void Rename(string from, string to) { }
            [Renames("from"), AsyncTwinOf("Rename", typeof(Names))] public ValueTask RenameAsync(string from, string to) => default;
        }

        public sealed class Store : IDisposable
        {
            [Opens(Writable = true, FlushRelevant = true)] public static Store Open(string path) => new();
            [Dirties] public void Write(int value) { }
            [Cleans] public void Flush() { }
            [Cleans(Partly = true)] public void Start() { }
            public void Dispose() { }
        }
        """;

    [Theory]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); } {|MW0011:names.Rename(temporary, path)|};")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); } {|MW0011:File.Move(temporary, path)|};")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); } await {|MW0011:names.RenameAsync(temporary, path)|};")]
    [InlineData("var t = path + \".tmp\"; using (var s = Store.Open(t)) { s.Write(1); } {|MW0011:names.Rename(t, path)|};")]
    [InlineData("const string t = \"a.tmp\"; using (var s = Store.Open(t)) { s.Write(1); } {|MW0011:names.Rename(\"a.tmp\", path)|};")]
    [InlineData("using var s = Store.Open(temporary); s.Flush(); s.Write(1); {|MW0011:names.Rename(temporary, path)|};")]
    [InlineData("using var s = Store.Open(temporary); for (var i = 0; i < 3; i++) { s.Write(i); {|MW0011:names.Rename(to: path, from: temporary)|}; }")]
    public Task Renamed_before_the_flush(string body) => InMethod(body);

    [Theory]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); s.Flush(); } names.Rename(temporary, path);")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); } names.Rename(path, temporary);")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); s.Start(); } names.Rename(temporary, path);")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); Later(s); } names.Rename(temporary, path);")]
    [InlineData("using (var s = Store.Open(temporary)) { } names.Rename(temporary, path);")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); } temporary = path + \"2\"; names.Rename(temporary, path);")]
    [InlineData("using (var s = Store.Open(temporary)) { s.Write(1); if (path.Length > 0) { s.Flush(); } } names.Rename(temporary, path);")]
    [InlineData("names.Rename(temporary, path);")]
    public Task Flushed_or_another_file_or_not_certain(string body) => InMethod(body);

    [Fact]
    public async Task The_message_says_what_a_power_failure_does()
    {
        var found = (await Diagnosis.Run(Compile.WithCore(Library, Around("using var s = Store.Open(temporary);\ns.Write(1);\nnames.Rename(temporary, path);")), new UnflushedRenameAnalyzer())).ShouldHaveSingleItem();
        found.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(
            "'Rename' renames the file that 'Write' wrote at line 6 and nothing flushed: after a power failure the new name may stand for an empty or torn file; flush it first, or use 'ReplaceAtomically'");
    }

    private static Task InMethod(string body) => Diagnosis.Expect<UnflushedRenameAnalyzer>(Library, Around(body));

    private static string Around(string body) => $$"""
        #pragma warning disable CS1998
        using System; using System.IO; using System.Threading.Tasks;
        class C { static void Later(Store s) { }
        async Task M(Names names, string temporary, string path)
        { {{body}} } }
        """;
}
