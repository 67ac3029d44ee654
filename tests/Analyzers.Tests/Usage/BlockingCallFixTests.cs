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
    [InlineData("file?.FlushAll();", "")]
    public async Task A_fix_is_offered_where_it_compiles(string statement, string keys) => string.Join(' ', await CodeFix.Offered<BlockingCallAnalyzer, BlockingCallFix>(
        Usings + "class C { async Task M(StorageFileBase file) { " + statement + " await Task.Yield(); } }")).ShouldBe(keys);
}
