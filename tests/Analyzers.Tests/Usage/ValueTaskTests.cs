using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class ValueTaskTests
{
    private const string Library = """
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse] public sealed class Receipt;

        public sealed class Store
        {
            public int Read() => 0;
            public void Flush() { }
            [AsyncTwinOf("Read", typeof(Store))] public ValueTask<int> ReadAsync() => default;
            [AsyncTwinOf("Flush", typeof(Store))] public ValueTask FlushAsync() => default;
            [AsyncTwinOf("Flush", typeof(Store))] public ValueTask<Receipt> WriteAsync() => default;
            public ValueTask OtherAsync() => default;
        }
        """;

    [Theory]
    [InlineData("var t = store.ReadAsync(); await t; {|MW0009:await t|};")]
    [InlineData("var t = store.FlushAsync(); await t.ConfigureAwait(false); {|MW0009:await t.ConfigureAwait(false)|};")]
    [InlineData("var t = store.ReadAsync(); var n = await t; n = {|MW0009:t.Result|};")]
    [InlineData("var t = store.FlushAsync(); await t.AsTask(); {|MW0009:await t|};")]
    [InlineData("var t = store.FlushAsync(); var other = t; await t; {|MW0009:await other|};")]
    [InlineData("var t = store.FlushAsync(); for (var i = 0; i < 3; i++) { {|MW0009:await t|}; }")]
    [InlineData("var t = store.ReadAsync(); if (store.Read() > 0) { await t; } else { t.GetAwaiter().GetResult(); } {|MW0009:await t|};")]
    [InlineData("var t = store.FlushAsync(); await t; var kept = {|MW0009:t.Preserve()|}; await kept;")]
    public Task Awaited_twice(string body) => InMethod(body);

    [Theory]
    [InlineData("var t = store.FlushAsync(); if (store.Read() > 0) { await t; } {|MW0009:await t|};")]
    [InlineData("var t = store.FlushAsync(); while (store.Read() > 0) { {|MW0009:await t|}; } {|MW0009:await t|};")]
    public Task Awaited_twice_on_some_paths(string body) => InMethod(body);

    [Theory]
    [InlineData("{|MW0009:store.FlushAsync()|};")]
    [InlineData("var t = {|MW0009:store.FlushAsync()|};")]
    [InlineData("var t = {|MW0009:store.FlushAsync()|}; if (t.IsCompleted) { store.Read(); }")]
    [InlineData("var t = {|MW0009:store.WriteAsync()|};")]
    [InlineData("void Nested() { {|MW0009:store.FlushAsync()|}; }")]
    public Task Awaited_by_nobody(string body) => InMethod(body);

    [Theory]
    [InlineData("await store.FlushAsync();")]
    [InlineData("var t = store.ReadAsync(); store.Flush(); var n = await t; var m = n + n;")]
    [InlineData("var t = store.ReadAsync(); var n = t.IsCompletedSuccessfully ? t.Result : await t;")]
    [InlineData("var t = store.FlushAsync().AsTask(); await t; await t;")]
    [InlineData("var t = store.ReadAsync().Preserve(); await t; await t;")]
    [InlineData("var t = store.FlushAsync(); await t; t = store.FlushAsync(); await t;")]
    [InlineData("for (var i = 0; i < 3; i++) { var t = store.FlushAsync(); await t; }")]
    [InlineData("var t = store.FlushAsync(); if (store.Read() > 0) { await t; return; } await t;")]
    [InlineData("await Task.WhenAll(store.FlushAsync().AsTask(), store.ReadAsync().AsTask());")]
    [InlineData("_ = store.FlushAsync();")]
    [InlineData("Later(store.FlushAsync());")]
    [InlineData("_pending = store.FlushAsync();")]
    [InlineData("var t = store.FlushAsync(); Func<Task> wait = async () => await t; await wait();")]
    [InlineData("_leaves = () => store.FlushAsync();")]
    [InlineData("store.OtherAsync(); store.WriteAsync();")]
    [InlineData("try { await store.FlushAsync(); } catch (Exception) { await store.FlushAsync(); }")]
    public Task Awaited_once_or_by_others(string body) => InMethod(body);

    [Fact]
    public Task Returned() => Diagnosis.Expect<ValueTaskAnalyzer>(
        Library, "using System.Threading.Tasks; class C { ValueTask M(Store s) => s.FlushAsync(); ValueTask<int> N(Store s) { var t = s.ReadAsync(); return t; } }");

    [Fact]
    public async Task The_messages_say_what_happens() =>
        (await Diagnosis.Say<ValueTaskAnalyzer>(Library, Around("var t = store.FlushAsync();\nawait t;\nawait t;\nvar u = store.ReadAsync();\nstore.FlushAsync();"))).ShouldBe([
            "7 (6, 5): 't', the operation of 'FlushAsync' at line 5, was awaited at line 6 already: where it had to wait, its item serves another operation by now, and this throws; await it once, or begin it with 'Preserve()'",
            "8 (9): 'u', the operation of 'ReadAsync' at line 8, is never awaited before this method ends at line 9: it may still run then, and its error is lost; await it, or discard it with '_ ='",
            "9 (9): The operation of 'FlushAsync' is never awaited before this method ends at line 9: it may still run then, and its error is lost; await it, or discard it with '_ ='",
        ]);

    [Fact]
    public async Task The_message_says_that_it_is_so_on_some_paths_only() =>
        (await Diagnosis.Say<ValueTaskAnalyzer>(Library, Around("var t = store.FlushAsync();\nif (store.Read() > 0) await t;\nawait t;"))).ShouldBe([
            "7 (6, 5): 't', the operation of 'FlushAsync' at line 5, may have been awaited at line 6 already: where it had to wait, its item serves another operation by now, and this throws; await it once, or begin it with 'Preserve()'",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<ValueTaskAnalyzer>(Library, Around(body));

    private static string Around(string body) => $$"""
        #pragma warning disable CS1998, CS4014, CS8321
        using System; using System.Threading.Tasks;
        class C { ValueTask _pending; Func<ValueTask>? _leaves; static void Later(ValueTask t) { }
        async Task M(Store store)
        { {{body}} await Task.Yield(); } }
        """;
}
