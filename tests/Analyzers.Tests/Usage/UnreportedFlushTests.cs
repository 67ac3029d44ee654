using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class UnreportedFlushTests
{
    private const string Usings = "using System;\nusing System.IO;\nusing System.Threading.Tasks;\nusing Acme;\nusing Mapwright;\nusing Microsoft.Win32.SafeHandles;\n\n";

    private const string Adapter = """
        namespace Acme
        {
            static class StorageFile
            {
                public static StorageFileBase OpenHandle(SafeFileHandle handle) => throw new NotSupportedException();
                public static ValueTask<StorageFileBase> OpenHandleAsync(SafeFileHandle handle) => throw new NotSupportedException();
            }
        }


        """;

    [Fact]
    public Task A_flush_to_the_disk_is_reported() => InMethod("{|MW0014:RandomAccess.FlushToDisk(handle)|}; {|MW0014:stream.Flush(true)|}; {|MW0014:stream.Flush(flushToDisk: true)|};");

    [Fact]
    public Task A_flush_of_the_buffer_alone_is_not() => InMethod("stream.Flush(); stream.Flush(false); stream.Flush(handle.IsInvalid); new MemoryStream().Flush();");

    [Fact]
    public Task A_reference_to_the_member_is_reported() => InMethod("Action<SafeFileHandle> flush = {|MW0014:RandomAccess.FlushToDisk|}; flush(handle);");

    [Fact]
    public Task An_override_is_reported() => Diagnosis.Expect<UnreportedFlushAnalyzer>(
        """
        using System.IO;
        class Mine(string path) : FileStream(path, FileMode.Open) { public override void Flush(bool toDisk) { } }
        class C { void M(Mine mine) => {|MW0014:mine.Flush(true)|}; }
        """);

    [Fact]
    public async Task Nothing_is_registered_without_the_core()
    {
        var analyzer = new UnreportedFlushAnalyzer();
        var run = new CompilationWithAnalyzers(Compile.WithoutCore("class C;"), [analyzer], options: null);
        (await run.GetAnalyzerTelemetryInfoAsync(analyzer, TestContext.Current.CancellationToken)).OperationActionsCount.ShouldBe(0);
    }

    [Fact]
    public async Task All_are_flushed_through_a_file_of_the_library() => (await CodeFix.ApplyAll<UnreportedFlushAnalyzer, UnreportedFlushFix>(UnreportedFlushFix.Key, Usings + Adapter +
        """
        class C
        {
            void M(FileStream stream, SafeFileHandle handle, object storage)
            {
                // Durable.
                stream.Flush(true); // now
                if (handle.IsInvalid)
                    RandomAccess.FlushToDisk(handle);
            }
        }
        """)).ShouldBe(Usings + Adapter +
        """
        class C
        {
            void M(FileStream stream, SafeFileHandle handle, object storage)
            {
                // Durable.
                {
                    stream.Flush();
                    using var storage2 = StorageFile.OpenHandle(stream.SafeFileHandle);
                    storage2.FlushAll();
                } // now
                if (handle.IsInvalid)
                {
                    using var storage3 = StorageFile.OpenHandle(handle);
                    storage3.FlushAll();
                }
            }
        }
        """);

    [Fact]
    public async Task Asynchronous_code_waits_for_the_flush() => (await CodeFix.ApplyAll<UnreportedFlushAnalyzer, UnreportedFlushFix>(UnreportedFlushFix.Key, Usings + Adapter +
        """
        class C
        {
            async Task M(FileStream stream)
            {
                stream.Flush(true);
                await Task.Yield();
                lock (this)
                {
                    stream.Flush(true);
                }
            }
        }
        """)).ShouldBe(Usings + Adapter +
        """
        class C
        {
            async Task M(FileStream stream)
            {
                {
                    await stream.FlushAsync();
                    using var storage = await StorageFile.OpenHandleAsync(stream.SafeFileHandle);
                    await storage.FlushAllAsync();
                }
                await Task.Yield();
                lock (this)
                {
                    {
                        stream.Flush();
                        using var storage2 = StorageFile.OpenHandle(stream.SafeFileHandle);
                        storage2.FlushAll();
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("stream.Flush(true);", true, UnreportedFlushFix.Key)]
    [InlineData("stream.Flush(true);", false, "")]
    [InlineData("File.Create(\"a\").Flush(true);", true, "")]
    [InlineData("Action<SafeFileHandle> flush = RandomAccess.FlushToDisk;", true, "")]
    public async Task A_fix_is_offered_where_a_file_of_an_adapter_is_imported(string statement, bool imported, string keys) => string.Join(
        ' ',
        await CodeFix.Offered<UnreportedFlushAnalyzer, UnreportedFlushFix>(
            (imported ? Usings + Adapter : Usings.Replace("using Acme;\n", "")) + "class C { void M(FileStream stream) { " + statement + " } }")).ShouldBe(keys);

    [Fact]
    public async Task The_message_names_the_call_and_what_to_use() => (await Diagnosis.Say<UnreportedFlushAnalyzer>(
        "using System.IO;\nclass C\n{\n    void M(FileStream stream) => stream.Flush(true);\n}")).ShouldBe([
            "4 (4): 'FileStream.Flush' of 'stream' returns as if all were durable even when the system reports on Linux that bytes were lost: use StorageFile.FlushAll, which throws",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<UnreportedFlushAnalyzer>(
        $$"""
        using System;
        using System.IO;
        using Microsoft.Win32.SafeHandles;
        class C { void M(FileStream stream, SafeFileHandle handle) { {{body}} } }
        """);
}
