using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class SpentTokenTests
{
    internal const string Library = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse]
        public struct Slot
        {
            public long Offset => 0;
            public bool TrySplit([IssuedBy] out Slot low, [IssuedBy] out Slot high) { low = high = default; return true; }
        }

        [MustUse] public sealed class Receipt { public int Length => 0; }

        public sealed class Store : IDisposable
        {
            public Slot Take() => default;
            public bool TryTake(out Slot slot) { slot = default; return true; }
            public Receipt Write([Consumes] Slot slot) => new();
            public ValueTask<Receipt> WriteAsync([Consumes] Slot slot) => default;
            public bool TryWrite([Consumes] Slot slot) => true;
            public ValueTask<bool> TryWriteAsync([Consumes] Slot slot) => default;
            public void Flush([Consumes(Right = "flush")] Receipt receipt) { }
            public void FlushMany([Consumes(Right = "flush")] ReadOnlySpan<Receipt> receipts) { }
            public Slot Rewrite([Consumes] Receipt receipt) => default;
            public void Look(Slot slot) { }
            public void Look(Receipt receipt) { }
            public void Dispose() { }
        }
        """;

    [Fact]
    public Task Written_twice() => InMethod("var slot = store.Take(); store.Write(slot); store.Write({|MW0001:slot|});");

    [Fact]
    public Task A_parameter_is_a_token_as_well() => InMethod("store.Write(given); store.Write({|MW0001:given|});");

    [Fact]
    public Task Awaited() => InMethod("await store.WriteAsync(given); await store.WriteAsync({|MW0001:given|}).ConfigureAwait(false);");

    [Fact]
    public Task In_both_colours() => InMethod("store.Write(given); await store.WriteAsync({|MW0001:given|});");

    [Fact]
    public Task Through_an_alias() => InMethod("var other = given; store.Write(other); store.Write({|MW0001:given|});");

    [Fact]
    public Task Through_a_deconstruction() => InMethod("var (a, b) = (given, store.Take()); store.Write(a); store.Write(b); store.Write({|MW0001:given|});");

    [Fact]
    public Task A_swap_is_followed() => InMethod("var a = store.Take(); var b = store.Take(); (a, b) = (b, a); store.Write(a); store.Write({|MW0001:a|}); store.Write(b);");

    [Fact]
    public Task A_new_value_in_the_variable_is_a_new_token() => InMethod("store.Write(given); given = store.Take(); store.Write(given);");

    [Fact]
    public Task A_token_that_was_given_by_out_argument() => InMethod("if (store.TryTake(out var slot)) { store.Write(slot); store.Write({|MW0001:slot|}); }");

    [Fact]
    public Task A_token_of_a_list() => InMethod("foreach (var slot in new List<Slot>()) { store.Write(slot); store.Write({|MW0001:slot|}); }");

    [Fact]
    public Task Each_token_of_a_list_once_is_fine() => InMethod("foreach (var slot in new List<Slot>()) { store.Write(slot); }");

    [Fact]
    public Task On_both_branches_and_after() => InMethod("if (store.TryTake(out _)) { store.Write(given); } else { store.Write(given); } store.Write({|MW0001:given|});");

    [Fact]
    public Task On_one_branch_only() => InMethod("if (store.TryTake(out _)) { store.Write(given); } store.Write({|MW0001:given|});");

    [Fact]
    public Task On_one_of_two_branches_that_exclude_each_other() => InMethod("if (store.TryTake(out _)) { store.Write(given); return; } store.Write(given);");

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { store.Write({|MW0001:given|}); }")]
    [InlineData("for (var j = 0; j < 2; j++) { var slot = store.Take(); for (var i = 0; i < 3; i++) { store.Write({|MW0001:slot|}); } }")]
    [InlineData("foreach (var x in new[] { 1 }) { store.Look(given); } do { store.Write({|MW0001:given|}); } while (store.TryTake(out _));")]
    public Task Written_in_an_earlier_turn_of_a_loop(string body) => InMethod(body);

    [Theory]
    [InlineData("while (true) { if (store.TryTake(out _)) { store.Write(given); break; } }")]
    [InlineData("for (var i = 0; i < 3; i++) { var slot = store.Take(); store.Write(slot); }")]
    [InlineData("for (var i = 0; i < 3; i++) { var receipt = store.Write(given); given = store.Rewrite(receipt); }")]
    public Task A_loop_that_writes_each_token_once(string body) => InMethod(body);

    [Theory]
    [InlineData("while (true) { try { store.Write(given); break; } catch (IOException) { } }")]
    [InlineData("try { store.Write(given); } catch (IOException) { store.Write(given); }")]
    public Task A_write_that_threw_has_spent_nothing(string body) => InMethod(body);

    [Theory]
    [InlineData("store.Write(given); try { store.Dispose(); } catch (IOException) { store.Write({|MW0001:given|}); }")]
    [InlineData("try { store.Write(given); } finally { store.Write({|MW0001:given|}); }")]
    [InlineData("using (var other = new Store()) { other.Write(given); } store.Write({|MW0001:given|});")]
    public Task Written_before_a_handler_or_a_finally(string body) => InMethod(body);

    [Fact]
    public Task A_finally_is_left_to_where_its_way_leads() => InMethod(
        "foreach (var x in new[] { 1 }) { try { if (x > 0) { store.Write(given); return; } } finally { store.Dispose(); } } store.Write(given);");

    [Theory]
    [InlineData("if (store.TryWrite(given)) { store.Write({|MW0001:given|}); } else { store.Write(given); }")]
    [InlineData("var done = await store.TryWriteAsync(given); if (!done) { store.Write(given); return; } store.Write({|MW0001:given|});")]
    [InlineData("while (!store.TryWrite(given)) { }")]
    public Task A_method_that_tries_spends_where_it_succeeds_and_only_there(string body) => InMethod(body);

    [Theory]
    [InlineData("var r = store.Write(given); store.Flush(r); store.Flush({|MW0001:r|});")]
    [InlineData("var r = store.Write(given); store.Flush(r); var s = store.Rewrite(r); s = store.Rewrite({|MW0001:r|}); store.Write(s);")]
    [InlineData("var r = store.Write(given); store.Write(store.Rewrite(r)); store.Flush({|MW0001:r|});")]
    public Task A_receipt_is_flushed_once_and_exchanged_once(string body) => InMethod(body);

    [Fact]
    public Task Many_at_once() => InMethod("var r = store.Write(given); var s = store.Write(store.Take()); store.FlushMany([r, s]); store.Flush({|MW0001:s|}); store.FlushMany(new[] { {|MW0001:r|} });");

    [Fact]
    public Task Looking_at_a_spent_token_is_fine() => InMethod("var r = store.Write(given); store.Flush(r); store.Look(given); Console.WriteLine(given.Offset + r.Length);");

    [Theory]
    [InlineData("await Task.WhenAll(Task.Run(() => store.Write(given)), Task.Run(() => store.Write({|MW0001:given|})));")]
    [InlineData("var a = store.WriteAsync(given); var b = store.WriteAsync({|MW0001:given|}); await Task.WhenAll(a.AsTask(), b.AsTask());")]
    [InlineData("var all = new List<Task>(); for (var i = 0; i < 3; i++) { all.Add(store.WriteAsync({|MW0001:given|}).AsTask()); } await Task.WhenAll(all);")]
    [InlineData("Parallel.For(0, 4, i => store.Write({|MW0001:given|}));")]
    public Task Written_by_several_at_once(string body) => InMethod(body);

    [Fact]
    public Task An_operation_that_somebody_else_awaits_may_have_failed() => InMethod(
        "await Fails(store.WriteAsync(given)); var later = store.WriteAsync(given); await Fails(later); store.Write(given);");

    [Fact]
    public Task A_parallel_loop_with_a_token_for_each() => InMethod("await Parallel.ForEachAsync(new List<Slot>(), async (slot, cancel) => await store.WriteAsync(slot));");

    [Fact]
    public Task A_local_function_is_run_where_it_is_called() => InMethod("void Put(Slot slot) { store.Write(slot); } Put(given); store.Write({|MW0001:given|});");

    [Fact]
    public Task A_local_function_that_captures() => InMethod("void Put() => store.Write({|MW0001:given|}); store.Write(given); Put();");

    [Fact]
    public Task A_local_function_that_is_never_called_is_looked_at_too() => InMethod("void Put(Slot slot) { store.Write(slot); store.Write({|MW0001:slot|}); }");

    [Fact]
    public Task A_lambda_in_a_variable() => InMethod("Action put = () => store.Write(given); put(); store.Write({|MW0001:given|});");

    [Fact]
    public Task A_lambda_that_leaves_may_run_at_any_time() => InMethod("_leaves = () => store.Write(given); store.Write(given);");

    [Fact]
    public Task A_variable_that_a_lambda_which_left_assigns_to_is_not_followed() => InMethod("_leaves = () => given = store.Take(); store.Write(given); store.Write(given);");

    [Fact]
    public Task A_lambda_in_a_try_has_handlers_of_its_own() => InMethod(
        "try { _leaves = () => { store.Write(given); store.Write({|MW0001:given|}); }; } catch (IOException) { store.Write(given); } finally { store.Dispose(); }");

    [Fact]
    public Task A_recursive_local_function_ends() => InMethod("void Put(int n) { if (n > 0) { Put(n - 1); } } Put(3); store.Write(given); store.Write({|MW0001:given|});");

    [Fact]
    public Task A_conditional_access_that_may_do_nothing() => InMethod("maybe?.Write(given); store.Write({|MW0001:given|});");

    [Fact]
    public Task A_switch() => InMethod("switch (given.Offset) { case 0: store.Write(given); break; case 1: store.Write(given); goto default; default: store.Look(given); break; } store.Look(given);");

    [Fact]
    public Task A_pattern_variable() => InMethod("var r = store.Write(given); if (r is { Length: > 0 } same) { store.Flush(same); store.Flush({|MW0001:r|}); }");

    [Fact]
    public Task A_reference_to_the_variable_ends_it() => InMethod("ref var same = ref given; store.Write(given); same = store.Take(); store.Write(given);");

    [Fact]
    public Task A_ref_argument_gives_a_new_value() => InMethod("void Renew(ref Slot slot) => slot = store.Take(); store.Write(given); Renew(ref given); store.Write(given);");

    [Fact]
    public Task A_read_only_field_is_one_token() => Diagnosis.Expect<SpentTokenAnalyzer>(
        Library, "class C(Store store) { private readonly Slot _slot = store.Take(); private Slot _other; void M() { store.Write(_slot); store.Write({|MW0001:_slot|}); store.Write(_other); store.Write(_other); } }");

    [Fact]
    public Task A_property_has_a_body_too() => Diagnosis.Expect<SpentTokenAnalyzer>(
        Library, "class C(Store store, Slot slot) { Receipt R { get { var s = slot; store.Write(s); return store.Write({|MW0001:s|}); } } }");

    [Fact]
    public Task Top_level_statements() => Diagnosis.Expect(
        new SpentTokenAnalyzer(),
        Compile.WithCore(Library, "var s = new Store(); var t = s.Take(); s.Write(t); s.Write(t);").WithOptions(new Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.ConsoleApplication)),
        [Marked.Parse(Library), Marked.Parse("var s = new Store(); var t = s.Take(); s.Write(t); s.Write({|MW0001:t|});")]);

    [Fact]
    public async Task The_message_names_both_places() => (await Diagnosis.Say<SpentTokenAnalyzer>(
        Library, "class C\n{\n    void M(Store store, Slot slot)\n    {\n        store.Write(slot);\n        store.Write(slot);\n    }\n}")).ShouldBe([
            "6 (5): 'slot' was spent by 'Write' at line 5, so this call of 'Write' is refused at run time: it needs a new token",
        ]);

    [Fact]
    public async Task The_message_says_that_it_is_so_on_some_paths_only() => (await Diagnosis.Say<SpentTokenAnalyzer>(
        Library, "class C\n{\n    void M(Store store, Slot slot, bool early)\n    {\n        if (early) store.Write(slot);\n        store.Write(slot);\n    }\n}")).ShouldBe([
            "6 (5): 'slot' may have been spent by 'Write' at line 5, so this call of 'Write' is refused at run time: it needs a new token",
        ]);

    [Theory]
    [InlineData("if (given.TrySplit(out var a, out var b)) { store.Write(a); store.Write(b); store.Write({|MW0001:given|}); }")]
    [InlineData("if (given.TrySplit(out var a, out var b)) { store.Write(given); store.Write({|MW0001:b|}); }")]
    [InlineData("if (given.TrySplit(out var a, out var b)) { store.Write(a); store.Write({|MW0001:a|}); }")]
    [InlineData("if (given.TrySplit(out var a, out var b) && a.TrySplit(out var c, out _)) { store.Write(c); store.Write(b); store.Write({|MW0001:a|}); }")]
    [InlineData("if (given.TrySplit(out var a, out var b) && a.TrySplit(out var c, out _)) { store.Write(given); store.Write({|MW0001:c|}); }")]
    [InlineData("if (given.TrySplit(out var a, out _)) { store.Write(a); } store.Write({|MW0001:given|});")]
    public Task A_whole_and_a_part_of_it(string body) => InMethod(body);

    [Theory]
    [InlineData("if (given.TrySplit(out var a, out var b)) { store.Write(a); store.Write(b); } else { store.Write(given); }")]
    [InlineData("if (given.TrySplit(out var a, out var b) && a.TrySplit(out var c, out var d)) { store.Write(b); store.Write(c); store.Write(d); }")]
    [InlineData("while (given.TrySplit(out var a, out var rest)) { store.Write(a); given = rest; } store.Write(given);")]
    [InlineData("if (given.TrySplit(out var a, out var b)) { store.Write(a); given = b; } store.Write(given);")]
    [InlineData("foreach (var slot in new List<Slot>()) { if (slot.TrySplit(out var a, out var b)) { store.Write(a); store.Write(b); } }")]
    public Task Each_part_of_a_whole(string body) => InMethod(body);

    private static Task InMethod(string body) => Diagnosis.Expect<SpentTokenAnalyzer>(
        Library,
        $$"""
        #pragma warning disable CS4014, CS8321, CS1998
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        class C { internal static async Task Fails(ValueTask<Receipt> pending) => await pending; Action? _leaves; async Task M(Store store, Store? maybe, Slot given) { {{body}} await Task.Yield(); } }
        """);
}
