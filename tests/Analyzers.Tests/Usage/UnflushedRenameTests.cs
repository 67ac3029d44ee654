using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class UnflushedRenameTests
{
    internal const string Library = """
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using Mapwright;

        public sealed class Doc : IDisposable
        {
            public string Path => "";
            [Dirties, RangeOf("offset", Length = "buffer")] public void Write(byte[] buffer, long offset) { }
            [Dirties] public void Append(int value) { }
            [Cleans, RangeOf("offset")] public void WriteDurable(byte[] buffer, long offset) { }
            [Cleans] public void Flush() { }
            [Cleans(Partly = true)] public void StartFlush() { }
            public Stream AsStream() => Stream.Null;
            public void Dispose() { }
        }

        public sealed class Disk
        {
            [Opens(Writable = true, FlushRelevant = true)] public Doc CreateNew(string path) => new();
            [Opens(Writable = true, FlushRelevant = true)] public Doc OpenWrite(string path) => new();
            [Opens(Writable = true, FlushRelevant = true)] public Doc OpenHandle(int handle) => new();
            [Renames("from")] public void Rename(string from, string to, bool replace = false) { }
            [CleansNames] public void FlushParent(string path) { }
            public void ReplaceAtomically(string path, byte[] content) { }
        }
        """;

    [Fact]
    public Task Not_flushed() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); } {|MW0011:disk.Rename(from, to)|};");

    [Fact]
    public Task Flushed_through_another_object_of_the_path() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); } using (var d = disk.OpenWrite(from)) { d.Flush(); } disk.Rename(from, to); disk.FlushParent(to);");

    [Fact]
    public Task A_directory_that_is_not_flushed() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); d.Flush(); } {|MW0011:disk.Rename(from, to)|};");

    [Fact]
    public Task A_directory_that_is_flushed_on_one_path() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); d.Flush(); } {|MW0011:disk.Rename(from, to)|}; if (flag) { disk.FlushParent(to); }");

    [Fact]
    public Task A_directory_of_a_file_that_nobody_flushed_may_be_left() => InMethod("using (var d = disk.CreateNew(from)) { } disk.Rename(from, to);");

    [Fact]
    public Task A_durable_write_asks_for_durability() => InMethod("using (var d = disk.CreateNew(from)) { d.WriteDurable([], 0); } {|MW0011:disk.Rename(from, to)|};");

    [Fact]
    public Task A_flush_that_only_begins_leaves_it_open() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); d.StartFlush(); } disk.Rename(from, to);");

    [Fact]
    public Task A_constant_path() => InMethod("using (var d = disk.CreateNew(\"a\")) { d.Append(1); } {|MW0011:disk.Rename(\"a\", to)|}; disk.Rename(\"b\", to);");

    [Fact]
    public Task A_path_that_is_put_together_twice() => InMethod("using (var d = disk.CreateNew(to + \".tmp\")) { d.Append(1); } {|MW0011:disk.Rename($\"{to}.tmp\", to)|};");

    [Fact]
    public Task A_path_of_the_platform() => InMethod("using (var d = disk.CreateNew(Path.Combine(to, from))) { d.Append(1); } {|MW0011:disk.Rename(Path.Combine(to, from), to)|}; disk.Rename(Path.Combine(from, to), to);");

    [Fact]
    public Task A_path_that_is_another_each_time() => InMethod("using (var d = disk.CreateNew(Path.GetRandomFileName())) { d.Append(1); } disk.Rename(Path.GetRandomFileName(), to);");

    [Fact]
    public Task A_read_only_field() => InMethod("using (var d = disk.CreateNew(_fixed)) { d.Append(1); } {|MW0011:disk.Rename(_fixed, to)|};");

    [Fact]
    public Task A_field_that_may_change_is_not_known_again() => InMethod("using (var d = disk.CreateNew(_field)) { d.Append(1); } disk.Rename(_field, to);");

    [Fact]
    public Task The_path_of_the_file_in_a_variable() => InMethod("using var d = disk.OpenHandle(3); d.Append(1); var p = d.Path; {|MW0011:disk.Rename(p, to)|};");

    [Fact]
    public Task Another_path_of_each_turn() => InMethod("Doc? d = null; foreach (var p in new[] { from, to }) { if (d is null) { d = disk.CreateNew(p); d.Append(1); } else { disk.Rename(p, to); } }");

    [Fact]
    public Task A_file_that_was_opened_on_one_path_only() => InMethod("if (flag) { using var d = disk.CreateNew(from); d.Append(1); } disk.Rename(from, to);");

    [Fact]
    public Task Written_and_flushed_on_one_path_only() => InMethod("using (var d = disk.CreateNew(from)) { if (flag) { d.Append(1); d.Flush(); } } disk.Rename(from, to); disk.FlushParent(to);");

    [Fact]
    public Task A_loop_that_may_not_run() => InMethod("using (var d = disk.CreateNew(from)) { foreach (var i in new int[3]) { d.Append(i); } } {|MW0011:disk.Rename(from, to)|};");

    [Fact]
    public Task A_file_that_others_have_may_be_flushed() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); Foreign(d); } disk.Rename(from, to);");

    [Fact]
    public Task A_path_that_others_have_may_be_flushed() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); } Sync(from); disk.Rename(from, to);");

    [Fact]
    public Task A_stream_of_the_file_may_flush_it() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); using var s = d.AsStream(); } disk.Rename(from, to);");

    [Fact]
    public Task A_call_behind_may_flush_the_directory() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); d.Flush(); } disk.Rename(from, to); Sync(to);");

    [Theory]
    [InlineData("disk.Rename(from, to); sync(to);")]
    [InlineData("disk.Rename(from, to); sync?.Invoke(to);")]
    [InlineData("using var scope = new Scope(); disk.Rename(from, to);")]
    [InlineData("{|MW0011:disk.Rename(from, to)|}; System.Console.WriteLine(to);")]
    [InlineData("{|MW0011:disk.Rename(from, to)|}; File.Delete(to + \".old\");")]
    [InlineData("{|MW0011:disk.Rename(from, to)|}; using var again = disk.OpenWrite(to);")]
    public Task A_call_of_code_that_is_not_seen_may_flush_the_directory(string rename) =>
        InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); d.Flush(); } " + rename);

    [Fact]
    public async Task A_call_of_another_library_may_flush_the_directory()
    {
        using var image = new MemoryStream();
        Compile.Create(["public static class Directories { public static void Sync(string path) { } }"], Compile.Framework, name: "Other").Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        var compilation = Compile.Create(
            [Library, "class C { void M(Disk disk, string p) { using (var d = disk.CreateNew(p)) { d.Append(1); d.Flush(); } disk.Rename(p, \"b\"); Directories.Sync(p); } }"],
            [.. Compile.Framework, Compile.Core, MetadataReference.CreateFromImage(image.ToArray())]);
        compilation.ShouldCompile();

        (await Diagnosis.Run(compilation, new UnflushedRenameAnalyzer())).ShouldBeEmpty();
    }

    [Fact]
    public Task What_is_moved_in_a_handler_is_set_aside() => InMethod("var d = disk.CreateNew(from); try { d.Append(1); d.Flush(); } catch (IOException) { disk.Rename(from, to); }");

    [Fact]
    public Task In_a_local_function_that_is_given_a_path_of_parts() =>
        InMethod("Save(from + \".tmp\"); void Save(string t) { using (var d = disk.CreateNew(t)) { d.Append(1); } {|MW0011:disk.Rename(t, to)|}; }");

    [Fact]
    public Task Moved_by_the_platform() => InMethod("using (var d = disk.CreateNew(from)) { d.Append(1); } {|MW0011:File.Move(from, to)|};");

    [Fact]
    public async Task The_message_names_the_write() => (await Diagnosis.Say<UnflushedRenameAnalyzer>(
        Library, "class C\n{\n    void M(Disk disk, string p)\n    {\n        var d = disk.CreateNew(p);\n        d.Append(1);\n        disk.Rename(p, \"b\");\n    }\n}")).ShouldBe([
            "7 (6): 'p' is renamed before what 'Append' wrote at line 6 is flushed: after a power failure the new name may hold an empty or torn file; flush it first, or use 'ReplaceAtomically'",
        ]);

    [Fact]
    public async Task The_message_names_the_flush_that_asked_for_durability() => (await Diagnosis.Say<UnflushedRenameAnalyzer>(
        Library, "class C\n{\n    void M(Disk disk, string p)\n    {\n        var d = disk.CreateNew(p);\n        d.Append(1);\n        d.Flush();\n        disk.Rename(p, \"b\");\n    }\n}")).ShouldBe([
            "8 (7): 'p' is renamed after 'Flush' at line 7 made its content durable, and its directory is never flushed: after a power failure the old name may be back; flush the directory, or use 'ReplaceAtomically'",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<UnflushedRenameAnalyzer>(
        Library,
        $$"""
        using System.IO;
        class C
        {
            readonly string _fixed = "a";
            string _field = "b";
            static void Foreign(Doc doc) { }
            static void Sync(string path) { }
            sealed class Scope : System.IDisposable { public void Dispose() { } }
            void M(Disk disk, string from, string to, bool flag, System.Action<string> sync) { {{body}} }
        }
        """);
}
