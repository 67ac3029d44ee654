using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class UnflushedRenameFixTests
{
    private const string Usings = """
        using System.Threading;
        using System.Threading.Tasks;
        using Mapwright;


        """;

    [Fact]
    public async Task A_new_file_that_is_written_once_and_renamed_replaces_atomically() => (await CodeFix.ApplyAll<UnflushedRenameAnalyzer, UnflushedRenameFix>(
        UnflushedRenameFix.Replace,
        Usings + """
        class C
        {
            void M(FileSystemBase files, string path, byte[] content)
            {
                // Saves.
                using (var file = files.CreateNew(path + ".tmp"))
                {
                    file.WriteAt(content, 0);
                }

                files.Rename(path + ".tmp", path, replace: true);
            }

            async Task N(FileSystemBase files, string temporary, string path, byte[] content, CancellationToken cancel)
            {
                await using (var file = await files.CreateNewAsync(temporary, cancellationToken: cancel))
                {
                    await file.WriteAtAsync(content, 0, cancel);
                    await file.FlushAllAsync(cancel);
                }

                await files.RenameAsync(temporary, path, replace: true, cancel);
            }
        }
        """)).ShouldBe(Usings + """
        class C
        {
            void M(FileSystemBase files, string path, byte[] content)
            {
                // Saves.
                files.ReplaceAtomically(path, content);
            }

            async Task N(FileSystemBase files, string temporary, string path, byte[] content, CancellationToken cancel)
            {
                await files.ReplaceAtomicallyAsync(path, content, cancellationToken: cancel);
            }
        }
        """);

    [Fact]
    public async Task What_was_noted_beside_the_steps_is_kept() => (await CodeFix.ApplyAll<UnflushedRenameAnalyzer, UnflushedRenameFix>(
        UnflushedRenameFix.Replace,
        Usings + """
        class C
        {
            void M(FileSystemBase files, string path, byte[] content)
            {
                // Saves.
                using (var file = files.CreateNew(path + ".tmp")) // beside it
                {
                    // One write.
                    file.WriteAt(content, 0); /* from the start */
                }

                // Readers see the old one or the new one.
                files.Rename(path + ".tmp", path, replace: true); // in one step
            }
        }
        """)).ShouldBe(Usings + """
        class C
        {
            void M(FileSystemBase files, string path, byte[] content)
            {
                // Saves.
                // beside it
                // One write.
                /* from the start */
                // Readers see the old one or the new one.
                // in one step
                files.ReplaceAtomically(path, content);
            }
        }
        """);

    [Theory]
    [InlineData("using (var f = files.CreateNew(\"t\")) {\n#pragma warning disable CS0162\nf.WriteAt(content, 0);\n#pragma warning restore CS0162\n} files.Rename(\"t\", path, true);")]
    [InlineData("using (var f = files.CreateNew(\"t\")) { f.WriteAt(content, 0); } files.Rename(\"t\", path);")]
    [InlineData("using (var f = files.OpenWrite(\"t\")) { f.WriteAt(content, 0); } files.Rename(\"t\", path, true);")]
    [InlineData("using (var f = files.CreateNew(\"t\")) { f.WriteAt(content, 5); } files.Rename(\"t\", path, true);")]
    [InlineData("using (var f = files.CreateNew(\"t\")) { f.WriteAt(content, 0); f.WriteAt(content, 9); } files.Rename(\"t\", path, true);")]
    [InlineData("using (var f = files.CreateNew(\"t\", default)) { f.WriteAt(content, 0); } files.Rename(\"t\", path, true);")]
    [InlineData("using var f = files.CreateNew(\"t\"); f.WriteAt(content, 0); files.Rename(\"t\", path, true);")]
    public async Task Where_it_would_mean_something_else_there_is_no_fix(string body) => (await CodeFix.Offered<UnflushedRenameAnalyzer, UnflushedRenameFix>(
        Usings + $$"""class C { void M(FileSystemBase files, string path, byte[] content) { {{body}} } }""")).ShouldBeEmpty();
}
