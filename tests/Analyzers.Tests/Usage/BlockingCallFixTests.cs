using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class BlockingCallFixTests
{
    private const string Usings = "using System;\nusing System.IO;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing Mapwright;\n\n";

    [Fact]
    public async Task All_calls_are_awaited_with_the_token_in_scope() => (await CodeFix.ApplyAll<BlockingCallAnalyzer, BlockingCallFix>(BlockingCallFix.Key, Usings +
        """
        class C
        {
            async Task M(FileSystemBase files, byte[] buffer, CancellationToken cancel)
            {
                // The header.
                using var file = files.OpenWrite("a"); // opened
                file.WriteAt("head"u8, 0);
                var count = file.ReadAt(buffer.AsMemory(4).ToArray(), file.ReadAt(buffer, 0)).ToString();
                Func<Task> flush = async () => file.FlushAll();
                using (file.LockExclusive(TimeSpan.Zero, CancellationToken.None))
                {
                    file.FlushRange(length: 4, offset: 0);
                }

                await flush();
            }

            async Task N(StorageFileBase file) => file.FlushAll();
        }
        """)).ShouldBe(Usings +
        """
        class C
        {
            async Task M(FileSystemBase files, byte[] buffer, CancellationToken cancel)
            {
                // The header.
                using var file = await files.OpenWriteAsync("a", cancellationToken: cancel); // opened
                await file.WriteAtAsync("head"u8.ToArray(), 0, cancel);
                var count = (await file.ReadAtAsync(buffer.AsMemory(4).ToArray(), await file.ReadAtAsync(buffer, 0, cancel), cancel)).ToString();
                Func<Task> flush = async () => await file.FlushAllAsync(cancel);
                using (await file.LockExclusiveAsync(TimeSpan.Zero, CancellationToken.None))
                {
                    await file.FlushRangeAsync(length: 4, offset: 0, cancellationToken: cancel);
                }

                await flush();
            }

            async Task N(StorageFileBase file) => await file.FlushAllAsync();
        }
        """);

    [Fact]
    public async Task One_call_is_awaited() => (await CodeFix.ApplyFirst<BlockingCallAnalyzer, BlockingCallFix>(BlockingCallFix.Key, Usings +
        """
        class C
        {
            async Task<int> M(StorageFileBase file, byte[] buffer)
            {
                return file.ReadAt(buffer, 0);
            }
        }
        """)).ShouldBe(Usings +
        """
        class C
        {
            async Task<int> M(StorageFileBase file, byte[] buffer)
            {
                return await file.ReadAtAsync(buffer, 0);
            }
        }
        """);

    [Theory]
    [InlineData("file.FlushAll();", BlockingCallFix.Key)]
    [InlineData("file.ReadAt(stackalloc byte[8], 0);", "")]
    [InlineData("file?.FlushAll();", BlockingCallFix.Key)]
    [InlineData("var n = file?.ReadAt(new byte[8], 0);", "")]
    [InlineData("var n = file?.ReadAt(new byte[8], 0).ToString();", "")]
    [InlineData("var s = new byte[8].AsSpan(); file.FlushAll(); s.Clear();", "")]
    [InlineData("var s = new byte[8].AsSpan(); s.Clear(); file.FlushAll();", BlockingCallFix.Key)]
    [InlineData("var s = new byte[8].AsSpan(); do { file.FlushAll(); s = default; } while (s.Length > 0);", "")]
    [InlineData("do { var s = new byte[8].AsSpan(); s.Clear(); file.FlushAll(); } while (file.Length > 0);", BlockingCallFix.Key)]
    [InlineData("do { file.FlushAll(); var s = new byte[8].AsSpan(); s.Clear(); } while (file.Length > 0);", BlockingCallFix.Key)]
    [InlineData("var bytes = new byte[8]; bytes.AsSpan().Slice(file.ReadAt(bytes, 0)).Clear();", "")]
    [InlineData("foreach (var b in new byte[file.ReadAt(new byte[8], 0)].AsSpan()) { }", BlockingCallFix.Key)]
    [InlineData("ref var head = ref (new byte[8])[0]; file.FlushAll(); head = 1;", "")]
    [InlineData("Func<Task> later = async () => { file.FlushAll(); await Task.Yield(); }; var s = new byte[8].AsSpan(); later(); s.Clear();", BlockingCallFix.Key)]
    public async Task A_fix_is_offered_where_it_compiles(string statement, string keys) => string.Join(' ', await CodeFix.Offered<BlockingCallAnalyzer, BlockingCallFix>(
        Usings + "class C { async Task M(StorageFileBase file) { " + statement + " await Task.Yield(); } }")).ShouldBe(keys);

    [Theory]
    [InlineData("file?.FlushAll();", "await (file?.FlushAllAsync(cancel) ?? default);")]
    [InlineData("File?.Inner.FlushAll();", "await (File?.Inner.FlushAllAsync(cancel) ?? default);")]
    [InlineData("File?.Inner?.FlushAll();", "await (File?.Inner?.FlushAllAsync(cancel) ?? default);")]
    [InlineData("file?.ReadAt(new byte[8], 0);", "await (file?.ReadAtAsync(new byte[8], 0, cancel) ?? default);")]
    [InlineData("using var all = file?.LockExclusive();", "using var all = await (file?.LockExclusiveAsync(cancel) ?? default);")]
    [InlineData("using (file?.LockExclusive()) { }", "using (await (file?.LockExclusiveAsync(cancel) ?? default)) { }")]
    public async Task What_may_be_null_is_awaited_when_it_is_not(string before, string after) => (await CodeFix.ApplyFirst<BlockingCallAnalyzer, BlockingCallFix>(
        BlockingCallFix.Key, Conditional(before))).ShouldBe(Conditional(after));

    [Fact]
    public async Task A_static_function_has_no_token_but_its_own() => (await CodeFix.ApplyAll<BlockingCallAnalyzer, BlockingCallFix>(BlockingCallFix.Key, Usings +
        """
        class C(CancellationToken whole)
        {
            async Task M(StorageFileBase file, CancellationToken cancel)
            {
                await Go(file, cancel);
                await Wait(file);
                Func<StorageFileBase, Task> last = static async f => f.FlushAll();
                await last(file);
                static async Task Go(StorageFileBase file, CancellationToken own) => file.FlushAll();
                static async Task Wait(StorageFileBase file) => file.FlushAll();
                whole.ThrowIfCancellationRequested();
            }

            static async Task N(StorageFileBase file) => file.FlushAll();
        }
        """)).ShouldBe(Usings +
        """
        class C(CancellationToken whole)
        {
            async Task M(StorageFileBase file, CancellationToken cancel)
            {
                await Go(file, cancel);
                await Wait(file);
                Func<StorageFileBase, Task> last = static async f => await f.FlushAllAsync();
                await last(file);
                static async Task Go(StorageFileBase file, CancellationToken own) => await file.FlushAllAsync(own);
                static async Task Wait(StorageFileBase file) => await file.FlushAllAsync();
                whole.ThrowIfCancellationRequested();
            }

            static async Task N(StorageFileBase file) => await file.FlushAllAsync();
        }
        """);

    private static string Conditional(string statement) => Usings +
        $$"""
        class C
        {
            C? File => null;
            StorageFileBase Inner => null!;

            async Task M(StorageFileBase? file, CancellationToken cancel)
            {
                {{statement}}
                await Task.Yield();
            }
        }
        """;
}
