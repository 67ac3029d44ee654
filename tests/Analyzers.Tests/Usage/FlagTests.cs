using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

/// <summary>A path is not followed on which a flag is what it is not, and only such a one is not.</summary>
public sealed class FlagTests
{
    [Theory]
    [InlineData("var done = false; while (!done) { try { store.Write(given); done = true; } catch (IOException) { } }")]
    [InlineData("var failed = true; while (failed) { failed = false; try { store.Write(given); } catch (IOException) { failed = true; } }")]
    [InlineData("var ok = false; try { store.Write(given); ok = true; } finally { if (!ok) { store.Write(given); } }")]
    [InlineData("var ok = false; try { store.Write(given); ok = true; } finally { if (ok == false) { store.Write(given); } }")]
    [InlineData("var ok = false; try { store.Write(given); ok = true; } finally { if (ok is false) { store.Write(given); } }")]
    [InlineData("var ok = false; try { store.Write(given); ok = true; } finally { if (ok != true && ask) { store.Write(given); } }")]
    [InlineData("var ok = false; try { if (ask) { store.Write(given); ok = true; return; } } finally { if (!ok) { store.Write(given); } }")]
    [InlineData("var ok = false; void Store() { store.Write(given); ok = true; } Store(); if (!ok) { store.Write(given); }")]
    [InlineData("var ok = false; async Task StoreAsync() { await store.WriteAsync(given); ok = true; } await StoreAsync(); if (!ok) { store.Write(given); }")]
    [InlineData("var ok = false; await Task.Run(() => { store.Write(given); ok = true; }); if (!ok) { store.Write(given); }")]
    [InlineData("void Store(bool now) { if (now) { store.Write(given); } } Store(false); store.Write(given);")]
    [InlineData("if (ask) { store.Write(given); } store.Look(given); if (!ask) { store.Write(given); }")]
    [InlineData("var ok = store.TryWrite(given); if (!ok) { store.Write(given); }")]
    [InlineData("var first = true; foreach (var n in new[] { 1, 2 }) { if (first) { store.Write(given); } first = false; }")]
    [InlineData("var (ok, n) = (false, 1); if (ok) { store.Write(given); } store.Write(given);")]
    [InlineData("bool a = false, b = false; if (ask) { store.Write(given); a = true; } else { b = true; } if (b) { store.Write(given); } if (!a && !b) { store.Write(given); }")]
    [InlineData("Exception? error = null; try { store.Write(given); } catch (IOException e) { error = e; } if (error is not null) { store.Write(given); throw error; }")]
    [InlineData("Exception? error; do { error = null; try { store.Write(given); } catch (IOException e) { error = e; } } while (error != null);")]
    [InlineData("Receipt? receipt = null; while (receipt is null) { try { receipt = store.Write(given); } catch (IOException) { } }")]
    [InlineData("Receipt? receipt = null; try { receipt = await store.WriteAsync(given); } finally { if (receipt == null) { store.Write(given); } }")]
    public Task A_flag_that_protects(string body) => InMethod(body);

    [Theory]
    [InlineData("var done = false; while (!done) { store.Write({|MW0001:given|}); if (ask) { done = true; } }")]
    [InlineData("var done = false; while (!done) { try { store.Write({|MW0001:given|}); } catch (IOException) { done = true; } }")]
    [InlineData("var ok = false; try { store.Write(given); ok = true; } finally { if (ok) { store.Write({|MW0001:given|}); } }")]
    [InlineData("var ok = false; try { store.Write(given); } finally { if (!ok) { store.Write({|MW0001:given|}); } }")]
    [InlineData("var ok = false; store.Write(given); ok = ask; if (!ok) { store.Write({|MW0001:given|}); }")]
    [InlineData("if (ask) { store.Write(given); } if (ask) { store.Write({|MW0001:given|}); }")]
    [InlineData("var first = true; foreach (var n in new[] { 1, 2 }) { if (!first) { store.Write({|MW0001:given|}); } first = false; }")]
    [InlineData("var ok = true; store.Write(given); ok &= ask; if (!ok) { store.Write({|MW0001:given|}); }")]
    [InlineData("ask = true; store.Write(given); ask &= maybe is null; if (!ask) { store.Write({|MW0001:given|}); }")]
    [InlineData("bool a = false, b = false, c = false, d = false, e = ask; if (e) { a = true; } if (a) { b = true; } if (b) { c = true; } if (c) { d = true; } store.Write(given); if (d) { store.Write({|MW0001:given|}); }")]
    [InlineData("Exception? error = null; try { store.Write(given); } catch (IOException e) { error = e; } if (error is null) { store.Write({|MW0001:given|}); }")]
    [InlineData("Exception? error = new IOException(); store.Write(given); if (error is not null) { store.Write({|MW0001:given|}); }")]
    public Task A_flag_that_does_not(string body) => InMethod(body);

    [Theory]
    [InlineData("var ok = false; _leaves = () => ok = true; store.Write(given); if (ok) { store.Write({|MW0001:given|}); }")]
    [InlineData("var ok = false; var other = Task.Run(() => ok = true); store.Write(given); if (!ok) { store.Write({|MW0001:given|}); }")]
    [InlineData("var ok = false; var other = LaterAsync(); async Task LaterAsync() { await Task.Yield(); ok = true; } store.Write(given); if (!ok) { store.Write({|MW0001:given|}); } await other;")]
    [InlineData("var ok = false; var items = Items(); IEnumerable<int> Items() { ok = true; yield return 1; } store.Write(given); if (!ok) { store.Write({|MW0001:given|}); } foreach (var i in items) { }")]
    [InlineData("var ok = false; ref var same = ref ok; same = true; store.Write(given); if (ok) { store.Write({|MW0001:given|}); }")]
    [InlineData("var ok = false; Volatile.Write(ref ok, true); store.Write(given); if (ok) { store.Write({|MW0001:given|}); }")]
    [InlineData("var stop = false; _leaves = () => { while (!stop) { } store.Write(given); store.Write({|MW0001:given|}); }; stop = true;")]
    [InlineData("var stop = false; var other = Task.Run(() => { while (!stop) { } store.Write(given); store.Write({|MW0001:given|}); }); stop = true;")]
    [InlineData("object? stop = null; var other = Task.Run(() => { while (stop is null) { } store.Write(given); store.Write({|MW0001:given|}); }); stop = new();")]
    [InlineData("var ok = false; _leaves = () => Set(); void Set() => ok = true; store.Write(given); if (ok) { store.Write({|MW0001:given|}); }")]
    public Task A_flag_that_changes_at_any_time(string body) => InMethod(body);

    [Theory]
    [InlineData("var ok = false; store.Write(given); try { store.Dispose(); ok = true; } finally { if (!ok) { store.Write({|MW0001:given|}); } }")]
    [InlineData("var ok = false; try { store.Dispose(); ok = true; } finally { if (!ok) { store.Write(given); store.Write({|MW0001:given|}); } }")]
    [InlineData("foreach (var n in new[] { 1, 2 }) { var ok = false; try { if (n > 1) { continue; } store.Dispose(); ok = true; } finally { if (!ok) { store.Look(given); } } }")]
    public Task What_only_an_exception_comes_to_is_looked_at(string body) => InMethod(body);

    [Fact]
    public async Task What_is_so_for_one_value_of_a_flag_is_so_on_some_paths_only() => (await Diagnosis.Say<SpentTokenAnalyzer>(
        SpentTokenTests.Library, "using System;\nclass C\n{\n    void M(Store store, Slot slot, bool early)\n    {\n        if (early) store.Write(slot);\n        if (early) Console.WriteLine(slot.Offset);\n        store.Write(slot);\n        if (early) Console.WriteLine(slot.Offset);\n    }\n}")).ShouldBe([
            "8 (6): 'slot' may have been spent by 'Write' at line 6, so this call of 'Write' is refused at run time: it needs a new token",
        ]);

    [Fact]
    public Task A_body_with_more_ways_than_are_kept_apart_is_followed_to_its_end()
    {
        var ways = string.Concat(Enumerable.Repeat("while (n++ < 9) { if (n > 1) { a = true; } if (n > 2) { a = false; } if (n > 3) { b = true; } if (n > 4) { b = false; } if (n > 5) { c = true; } if (n > 6) { c = false; } if (n > 7) { c = ask; } }", 60));
        return InMethod($"bool a = false, b = false, c = false; var n = 0; while (n < 8) {{ {ways} }} if (a && b && c) {{ n++; }} store.Write(given); store.Write({{|MW0001:given|}});");
    }

    private static Task InMethod(string body) => Diagnosis.Expect<SpentTokenAnalyzer>(
        SpentTokenTests.Library,
        $$"""
        #pragma warning disable CS0162, CS0219, CS4014, CS8321, CS1998
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        class C { Action? _leaves; async Task M(Store store, Store? maybe, Slot given, bool ask) { {{body}} await Task.Yield(); } }
        """);
}
