using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class HeldGuardTests
{
    internal const string Library = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse]
        public sealed class Guard : IDisposable, IAsyncDisposable
        {
            public bool IsHeld => true;
            public Guard Named(string name) => this;
            [Releases] public void Dispose() { }
            [Releases] public ValueTask DisposeAsync() => default;
            [Releases] public void Unlock() { }
        }

        public sealed class Store : IDisposable
        {
            [Opens] public static Store Open() => new();
            [Borrows, Acquires] public Guard Lease() => new();
            public void Dispose() { }
            [Acquires] public Guard Lock() => new();
            [Acquires] public ValueTask<Guard> LockAsync() => default;
            [Acquires] public Guard? TryLock() => null;
            [Acquires] public bool TryTake(out Guard guard) { guard = new(); return true; }
            public void Upgrade([IssuedBy] Guard guard) { }
            public bool Ask() => true;
        }
        """;

    [Theory]
    [InlineData("var g = {|MW0007:store.Lock()|}; store.Ask();")]
    [InlineData("var g = await {|MW0007:store.LockAsync()|}; Console.WriteLine(g.IsHeld);")]
    [InlineData("var g = await {|MW0007:store.LockAsync()|}.ConfigureAwait(false);")]
    [InlineData("var g = {|MW0007:store.TryLock()|}; if (g != null) { store.Ask(); }")]
    [InlineData("if ({|MW0007:store.TryLock()|} is { } g) { store.Ask(); }")]
    [InlineData("if (store.TryTake(out {|MW0007:var g|})) { store.Ask(); }")]
    [InlineData("using var own = Store.Open(); var g = {|MW0007:own.Lease()|};")]
    [InlineData("var g = {|MW0007:store.Lock()|}; store.Upgrade(g);")]
    [InlineData("foreach (var x in new[] { 1 }) { var g = {|MW0007:store.Lock()|}; if (x > 0) { continue; } }")]
    [InlineData("var g = {|MW0007:store.Lock()|}; g = store.Lock(); g.Dispose();")]
    [InlineData("void Nested() { var g = {|MW0007:store.Lock()|}; }")]
    [InlineData("Console.WriteLine({|MW0007:store.Lock()|}.IsHeld);")]
    [InlineData("Console.WriteLine((await {|MW0007:store.LockAsync()|}).IsHeld);")]
    [InlineData("var t = (1, {|MW0007:store.Lock()|}); var (n, g) = t; store.Ask();")]
    [InlineData("Action nested = () => { var g = {|MW0007:store.Lock()|}; };")]
    [InlineData("Guard? g = null; if (store.Ask()) { g = store.Lock(); } if (g is null) { var h = {|MW0007:store.Lock()|}; } g?.Dispose();")]
    [InlineData("Guard Either() { if (store.Ask()) { return {|MW0007:store.Lock()|}; } return {|MW0007:store.Lock()|}; } var g = Either();")]
    public Task Never_given_back(string body) => InMethod(body);

    [Theory]
    [InlineData("using var g = store.Lock();")]
    [InlineData("using (store.Lock()) { }")]
    [InlineData("await using var g = await store.LockAsync();")]
    [InlineData("await using (var g = (await store.LockAsync()).ConfigureAwait(false)) { }")]
    [InlineData("var g = store.Lock(); try { store.Ask(); } finally { g.Dispose(); }")]
    [InlineData("var g = store.Lock(); g.Unlock();")]
    [InlineData("store.Lock().Unlock();")]
    [InlineData("store.TryLock()?.Dispose();")]
    [InlineData("(await store.LockAsync()).Dispose();")]
    [InlineData("using var g = store.Lock().Named(\"a\");")]
    [InlineData("var t = (Count: 1, Guard: store.Lock()); t.Guard.Dispose();")]
    [InlineData("var t = (1, store.Lock()); var (n, g) = t; g.Dispose();")]
    [InlineData("var g = store.Lock(); var t = (1, g); if (t is (1, { } same)) { same.Dispose(); }")]
    [InlineData("var g = store.TryLock(); if (g is null) { return; } g.Dispose();")]
    [InlineData("var g = store.TryLock(); g?.Dispose();")]
    [InlineData("using var g = store.TryLock();")]
    [InlineData("if (store.TryTake(out var g)) { g.Dispose(); }")]
    [InlineData("if (!store.TryTake(out var g)) { return; } using (g) { store.Ask(); }")]
    [InlineData("Guard? g = null; if (store.Ask()) { g = store.Lock(); } try { store.Ask(); } finally { g?.Dispose(); }")]
    [InlineData("Guard? last = null; foreach (var x in new[] { 1 }) { var g = store.Lock(); last?.Dispose(); last = g; } last?.Dispose();")]
    [InlineData("var g = store.Lock(); try { store.Ask(); g.Dispose(); } catch (IOException) { Console.WriteLine(); }")]
    [InlineData("var g = store.Lock(); Done(); void Done() => g.Dispose();")]
    [InlineData("using var own = Store.Open(); var g = own.Lock();")]
    [InlineData("while (true) { var g = store.TryLock(); if (g is null) { continue; } using (g) { store.Ask(); } break; }")]
    [InlineData("Guard Either() { if (store.Ask()) { return store.Lock(); } return store.Lock(); } using var g = Either();")]
    [InlineData("Guard g; switch (store.GetHashCode()) { case 0: g = store.Lock(); break; case 1: g = await store.LockAsync(); break; default: g = store.Lock(); break; } g.Dispose();")]
    [InlineData("using var g = store.TryLock() ?? store.Lock(); if (store.Ask()) { return; }")]
    public Task Given_back(string body) => InMethod(body);

    [Theory]
    [InlineData("var g = store.Lock(); _held = g;")]
    [InlineData("var g = store.Lock(); _all.Add(g);")]
    [InlineData("var g = store.Lock(); Later(g);")]
    [InlineData("var g = store.Lock(); _leaves = () => g.Dispose();")]
    [InlineData("_held = store.Lock();")]
    [InlineData("var g = store.Lock(); var t = (1, g); _pair = t;")]
    [InlineData("var g = store.Lock(); var t = (1, g); _leaves = () => t.Item2.Dispose();")]
    [InlineData("_ = store.Lock();")]
    [InlineData("store.Lock();")]
    [InlineData("Guard? g = null; _leaves = () => Take(); void Take() => g = store.Lock(); g?.Dispose();")]
    [InlineData("Guard? g = null; _leaves = Take; void Take() { Deeper(); void Deeper() => g = store.Lock(); } g?.Dispose();")]
    [InlineData("Guard? g = store.Lock(); _leaves = () => Give(); void Give() => g?.Dispose();")]
    public Task Held_by_somebody_else_or_another_rules(string body) => InMethod(body);

    [Fact]
    public Task Returned() => Diagnosis.Expect<HeldGuardAnalyzer>(
        Library, "using System.Threading.Tasks; class C { Guard M(Store s) { var g = s.Lock(); return g; } async ValueTask<Guard> N(Store s) => await s.LockAsync(); Guard? O(Store s) => s.TryLock() ?? throw new System.IO.IOException(); }");

    [Fact]
    public async Task On_some_paths_is_information()
    {
        var found = (await Diagnosis.Run(Compile.WithCore(Library, Around("var g = store.Lock(); if (store.Ask()) { return; } g.Dispose();")), new HeldGuardAnalyzer())).ShouldHaveSingleItem();
        found.Severity.ShouldBe(DiagnosticSeverity.Info);
        found.AdditionalLocations.ShouldHaveSingleItem();
        found.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(
            "'g', taken by 'Lock' at line 5, is given back at line 5, but not on every path: what it holds stays taken, and who wants it next fails or waits; declare it with 'using'");
    }

    [Fact]
    public async Task The_message_names_the_guard_and_what_to_do() =>
        (await Diagnosis.Say<HeldGuardAnalyzer>(Library, Around("var g = store.Lock();\nConsole.WriteLine(store.Lock().IsHeld);"))).ShouldBe([
            "5 (6): 'g', taken by 'Lock' at line 5, is never given back before this method ends at line 6: what it holds stays taken, and who wants it next fails or waits; declare it with 'using'",
            "6 (6): The Guard, taken by 'Lock' at line 6, is never given back before this method ends at line 6: what it holds stays taken, and who wants it next fails or waits; declare it with 'using'",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<HeldGuardAnalyzer>(Library, Around(body));

    private static string Around(string body) => $$"""
        #pragma warning disable CS1998, CS8321
        using System; using System.Collections.Generic; using System.IO; using System.Threading.Tasks;
        class C { Guard? _held; (int, Guard) _pair; Action? _leaves; List<Guard> _all = []; static void Later(Guard g) { }
        async Task M(Store store)
        { {{body}} await Task.Yield(); } }
        """;
}
