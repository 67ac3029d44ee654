using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class ValueTaskFixTests
{
    private const string Usings = "#pragma warning disable CS4014\nusing System;\nusing System.Threading.Tasks;\nusing Mapwright;\n\n";

    [Fact]
    public async Task What_is_awaited_more_than_once_is_preserved_where_it_is_begun() => (await CodeFix.ApplyAll<ValueTaskAnalyzer, ValueTaskFix>(ValueTaskFix.Preserve, Usings +
        """
        class C
        {
            async Task M(StorageFileBase file, byte[] buffer)
            {
                // The header.
                var read = file.ReadAtAsync(buffer, 0); // first
                await read;
                Console.WriteLine(await read);
                Console.WriteLine(read.Result);
                ValueTask flush = file
                    .FlushAllAsync();
                while (true)
                {
                    await flush.ConfigureAwait(false);
                }
            }
        }
        """)).ShouldBe(Usings +
        """
        class C
        {
            async Task M(StorageFileBase file, byte[] buffer)
            {
                // The header.
                var read = file.ReadAtAsync(buffer, 0).Preserve(); // first
                await read;
                Console.WriteLine(await read);
                Console.WriteLine(read.Result);
                ValueTask flush = file
                    .FlushAllAsync().Preserve();
                while (true)
                {
                    await flush.ConfigureAwait(false);
                }
            }
        }
        """);

    [Fact]
    public async Task What_is_dropped_in_asynchronous_code_is_awaited() => (await CodeFix.ApplyAll<ValueTaskAnalyzer, ValueTaskFix>(ValueTaskFix.Await, Usings +
        """
        class C
        {
            async Task M(StorageFileBase file)
            {
                // Durable.
                file.FlushAllAsync(); // now
                Func<Task> later = async () => { file.FlushDataAsync(); await Task.Yield(); };
                await later();
                void Nested()
                {
                    file.FlushAllAsync();
                }

                Nested();
            }
        }
        """)).ShouldBe(Usings +
        """
        class C
        {
            async Task M(StorageFileBase file)
            {
                // Durable.
                await file.FlushAllAsync(); // now
                Func<Task> later = async () => { await file.FlushDataAsync(); await Task.Yield(); };
                await later();
                void Nested()
                {
                    file.FlushAllAsync();
                }

                Nested();
            }
        }
        """);

    [Theory]
    [InlineData("file.FlushAllAsync(); await Task.Yield();", ValueTaskFix.Await)]
    [InlineData("if (file.Length > 0) file.FlushAllAsync(); await Task.Yield();", ValueTaskFix.Await)]
    [InlineData("void Nested() => file.FlushAllAsync(); await Task.Yield(); Nested();", "")]
    [InlineData("lock (file) { file.FlushAllAsync(); } await Task.Yield();", "")]
    [InlineData("var flush = file.FlushAllAsync(); await Task.Yield();", "")]
    [InlineData("var flush = file.FlushAllAsync(); await flush; await flush;", ValueTaskFix.Preserve)]
    public async Task It_is_offered_where_it_compiles(string body, string keys) => string.Join(' ', await CodeFix.Offered<ValueTaskAnalyzer, ValueTaskFix>(
        Usings + "class C { async Task M(StorageFileBase file) { " + body + " } }")).ShouldBe(keys);
}
