using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class UnflushedWriteTests
{
    internal const string Library = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse] public sealed class Receipt { public int Length => 0; }
        public sealed class Options { public bool FlushOnDispose { get; init; } public int Size { get; init; } }

        public sealed class Store : IDisposable, IAsyncDisposable
        {
            [Opens(Writable = true, FlushRelevant = true, FlushRelevantUnless = "FlushOnDispose, Size")] public static Store Open(string path, Options? options = null) => new();
            [Opens(Writable = true, FlushRelevant = true)] public static ValueTask<Store> OpenAsync(string path) => default;
            [Opens(Writable = true)] public static Store InMemory() => new();
            public bool Scratch { get; set; }
            public int Length => 0;
            public object? Tag => null;
            [Dirties] public void Write(int value) { }
            [Dirties, AsyncTwinOf("Write", typeof(Store))] public ValueTask WriteAsync(int value) => default;
            [Dirties(Unless = "durable")] public void WriteSo(int value, bool durable = false) { }
            [Dirties] public Receipt Append() => new();
            [Dirties] public ValueTask<Receipt> AppendAsync() => default;
            [Cleans] public void Flush() { }
            [Cleans, AsyncTwinOf("Flush", typeof(Store))] public ValueTask FlushAsync() => default;
            [Cleans] public void Flush([Consumes(Right = "flush")] Receipt receipt) { }
            [Cleans] public void FlushMany([Consumes(Right = "flush")] ReadOnlySpan<Receipt> receipts) { }
            [Cleans(Partly = true)] public void Start() { }
            [Cleans, RangeOf("offset")] public void FlushRange(int offset) { }
            public int Read() => 0;
            public Stream AsStream() => Stream.Null;
            [Invalidates] public void Remove() { }
            public void Dispose() { }
            public ValueTask DisposeAsync() => default;
        }
        """;

    [Fact]
    public Task Never_flushed() => InMethod("using var s = Store.Open(\"a\"); {|MW0003:s.Write(1)|};");

    [Fact]
    public Task Never_flushed_in_a_using_block() => InMethod("using (var s = Store.Open(\"a\")) { s.Read(); s.Write(1); {|MW0003:s.Write(2)|}; }");

    [Fact]
    public Task Never_flushed_and_awaited() => InMethod("await using var s = await Store.OpenAsync(\"a\"); await {|MW0003:s.WriteAsync(1)|};");

    [Fact]
    public Task Written_again_after_the_flush() => InMethod("using var s = Store.Open(\"a\"); s.Write(1); s.Flush(); {|MW0003:s.Write(2)|};");

    [Fact]
    public Task Flushed() => InMethod("using var s = Store.Open(\"a\"); s.Write(1); s.Write(2); await s.FlushAsync();");

    [Fact]
    public Task Written_in_a_loop_and_flushed_after_it() => InMethod("using var s = Store.Open(\"a\"); for (var i = 0; i < 3; i++) { s.Write(i); } s.Flush();");

    [Fact]
    public Task Flushed_at_the_beginning_of_each_turn() => InMethod("using var s = Store.Open(\"a\"); for (var i = 0; i < 3; i++) { s.Flush(); {|MW0003:s.Write(i)|}; }");

    [Fact]
    public Task Flushed_in_the_finally() => InMethod("var s = Store.Open(\"a\"); try { s.Write(1); } finally { s.Flush(); s.Dispose(); }");

    [Fact]
    public Task Flushed_in_a_handler_only() => InMethod("using var s = Store.Open(\"a\"); try { {|MW0003:s.Write(1)|}; } catch (IOException) { s.Flush(); }");

    [Fact]
    public Task An_exception_may_leave_it_unflushed() => InMethod("using var s = Store.Open(\"a\"); try { s.Write(1); s.Flush(); } catch (IOException) { }");

    [Fact]
    public Task Flushed_by_a_local_function() => InMethod("using var s = Store.Open(\"a\"); s.Write(1); Done(); void Done() => s.Flush();");

    [Fact]
    public Task Written_on_one_path_only_and_never_flushed() => InMethod("using var s = Store.Open(\"a\"); if (s.Read() > 0) { {|MW0003:s.Write(1)|}; }");

    [Fact]
    public async Task Flushed_on_some_paths_is_information()
    {
        (await Severities("using var s = Store.Open(\"a\"); s.Write(1); if (s.Read() > 0) { return; } s.Flush();")).ShouldBe([DiagnosticSeverity.Info]);
        (await Severities("using var s = Store.Open(\"a\"); s.Write(1); if (s.Read() > 0) { s.Flush(); }")).ShouldBe([DiagnosticSeverity.Info]);
        (await Severities("using var s = Store.Open(\"a\"); s.Write(1);")).ShouldBe([DiagnosticSeverity.Warning]);
    }

    [Theory]
    [InlineData("parameter.Write(1);")]
    [InlineData("_field.Write(1);")]
    [InlineData("using var s = Store.InMemory(); s.Write(1);")]
    [InlineData("using var s = Store.Open(\"a\", new Options { FlushOnDispose = true }); s.Write(1);")]
    [InlineData("using var s = Store.Open(\"a\", new() { FlushOnDispose = true }); s.Write(1);")]
    [InlineData("var o = new Options(); using var s = Store.Open(\"a\", o); s.Write(1);")]
    [InlineData("using var s = Store.Open(\"a\"); s.Scratch = true; s.Write(1);")]
    [InlineData("using var s = Store.Open(\"a\"); s.Write(1); s.Start();")]
    [InlineData("using var s = Store.Open(\"a\"); s.Write(1); s.FlushRange(0);")]
    [InlineData("using var s = Store.Open(\"a\"); s.WriteSo(1, durable: true);")]
    [InlineData("using var s = Store.Open(\"a\"); s.Write(1); s.AsStream().Flush();")]
    [InlineData("using var s = Store.Open(\"a\"); s.Write(1); s.Remove();")]
    public Task What_is_not_known_or_needs_no_flush_is_not_reported(string body) => InMethod(body);

    [Theory]
    [InlineData("using var s = Store.Open(\"a\", new Options { }); {|MW0003:s.Write(1)|};")]
    [InlineData("using var s = Store.Open(\"a\", null); {|MW0003:s.Write(1)|};")]
    [InlineData("using var s = Store.Open(\"a\"); {|MW0003:s.WriteSo(1)|}; Console.WriteLine(s.Length);")]
    public Task What_changes_nothing_is_reported_all_the_same(string body) => InMethod(body);

    [Theory]
    [InlineData("var s = Store.Open(\"a\"); s.Write(1); _field = s;")]
    [InlineData("var s = Store.Open(\"a\"); s.Write(1); Later(s);")]
    [InlineData("var s = Store.Open(\"a\"); s.Write(1); var all = new List<Store> { s };")]
    [InlineData("var s = Store.Open(\"a\"); s.Write(1); _leaves = () => s.Flush();")]
    [InlineData("var s = Store.Open(\"a\"); s.Write(1); _leaves = s.Flush;")]
    public Task What_leaves_may_be_flushed_by_others(string body) => InMethod(body);

    [Fact]
    public Task What_is_returned_may_be_flushed_by_the_caller() => Diagnosis.Expect<UnflushedWriteAnalyzer>(
        Library, "class C { Store M() { var s = Store.Open(\"a\"); s.Write(1); return s; } }");

    [Fact]
    public Task A_receipt_is_never_flushed() => InMethod("var r = {|MW0003:parameter.Append()|}; var q = await {|MW0003:parameter.AppendAsync()|}; Console.WriteLine(r.Length);");

    [Theory]
    [InlineData("var r = parameter.Append(); parameter.Flush(r);")]
    [InlineData("var r = parameter.Append(); parameter.Flush();")]
    [InlineData("var r = parameter.Append(); var q = parameter.Append(); parameter.FlushMany([r, q]);")]
    [InlineData("var r = parameter.Append(); GC.KeepAlive(r); _receipts.Add(r);")]
    [InlineData("_ = parameter.Append();")]
    [InlineData("var a = parameter.AppendAsync().AsTask(); var b = parameter.AppendAsync().AsTask(); parameter.FlushMany(await Task.WhenAll(a, b));")]
    public Task A_receipt_that_somebody_has_is_not_reported(string body) => InMethod(body);

    [Fact]
    public async Task The_message_says_what_may_happen() =>
        (await Diagnosis.Say<UnflushedWriteAnalyzer>(Library, Around("using var s = Store.Open(\"a\");\ns.Write(1);\nvar r = parameter.Append();"))).ShouldBe([
            "6 (5): 's', written by 'Write' at line 6, is never flushed: its bytes may be lost on a power failure; flush it on every path that leaves here",
            "7 (7): 'r', from 'Append' at line 7, is never flushed: its bytes may be lost on a power failure; flush it on every path that leaves here",
        ]);

    private static async Task<IEnumerable<DiagnosticSeverity>> Severities(string body) =>
        (await Diagnosis.Run(Source(body), new UnflushedWriteAnalyzer())).Select(d => d.Severity);

    private static Microsoft.CodeAnalysis.CSharp.CSharpCompilation Source(string body) => Compile.WithCore(Library, Around(body));

    private static Task InMethod(string body) => Diagnosis.Expect<UnflushedWriteAnalyzer>(Library, Around(body));

    private static string Around(string body) => $$"""
        #pragma warning disable CS1998
        using System; using System.Collections.Generic; using System.IO; using System.Threading.Tasks;
        class C { Store _field = Store.Open("b"); Action? _leaves; List<Receipt> _receipts = []; static void Later(Store s) { }
        async Task M(Store parameter)
        { {{body}} await Task.Yield(); } }
        """;
}
