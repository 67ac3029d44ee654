using Mapwright.Analyzers.Usage;
using Mapwright.Tests.Roslyn;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class ForeignTokenTests
{
    private const string Library = """
        using System;
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse] public sealed class Ticket { }

        public class Counter
        {
            [Opens] public static Counter Open(string path) => new();
            [Opens] public static Task<Counter> OpenAsync(string path) => Task.FromResult(new Counter());
            public static Counter Shared { get; } = new();
            [return: IssuedBy] public Ticket Draw() => new();
            [return: IssuedBy] public ValueTask<Ticket> DrawAsync() => default;
            public bool TryDraw([IssuedBy] out Ticket ticket) { ticket = new(); return true; }
            public virtual void Serve([Consumes] Ticket ticket) { }
            public void Look([IssuedBy] Ticket ticket) { }
            public void Note(Ticket ticket) { }
            [Acquires] public Ticket Enter() => new();
        }

        public sealed class SpecialCounter : Counter
        {
            public override void Serve(Ticket ticket) { }
        }

        public sealed class Bin
        {
            public void Throw([Consumes] Ticket ticket) { }
        }
        """;

    [Fact]
    public Task Spent_elsewhere() => InMethod("var t = a.Draw(); b.Serve({|MW0012:t|});");

    [Fact]
    public Task Looked_at_elsewhere() => InMethod("var t = a.Draw(); b.Look({|MW0012:t|});");

    [Fact]
    public Task Without_a_variable() => InMethod("b.Serve({|MW0012:a.Draw()|});");

    [Fact]
    public Task Awaited() => InMethod("var t = await a.DrawAsync().ConfigureAwait(false); b.Serve({|MW0012:t|});");

    [Fact]
    public Task An_object_that_was_opened_with_await() => InMethod("var c = await Counter.OpenAsync(\"c\"); b.Serve({|MW0012:c.Draw()|});");

    [Fact]
    public Task A_lock_belongs_to_its_object() => InMethod("var t = a.Enter(); b.Look({|MW0012:t|});");

    [Fact]
    public Task Given_by_an_out_argument() => InMethod("if (a.TryDraw(out var t)) { b.Serve({|MW0012:t|}); }");

    [Fact]
    public Task The_object_of_an_override() => InMethod("var special = new SpecialCounter(); special.Serve({|MW0012:a.Draw()|});");

    [Fact]
    public Task After_the_variable_holds_another_object() => InMethod("var t = a.Draw(); a = Counter.Open(\"c\"); a.Serve({|MW0012:t|});");

    [Fact]
    public Task Its_own_object_is_right() => InMethod("var t = a.Draw(); var same = a; same.Look(t); same.Serve(t);");

    [Fact]
    public Task An_object_of_another_kind_is_no_issuer() => InMethod("var bin = new Bin(); bin.Throw(a.Draw());");

    [Fact]
    public Task A_parameter_without_a_contract_takes_any_token() => InMethod("b.Note(a.Draw());");

    [Fact]
    public Task Parameters_may_be_the_same_object() => InMethod("given.Serve(other.Draw()); given.Serve(a.Draw());");

    [Fact]
    public Task What_a_property_returns_may_be_the_same_object() => InMethod("var t = Counter.Shared.Draw(); Counter.Shared.Serve(t);");

    [Fact]
    public Task Object_and_token_that_were_chosen_together() => InMethod("var c = flag ? a : b; var t = c.Draw(); c.Serve(t);");

    [Fact]
    public Task A_token_that_was_chosen_alone_is_an_information() => InMethod("var t = flag ? a.Draw() : b.Draw(); b.Serve({|MW0012:t|});");

    [Fact]
    public Task One_of_each_turn() => InMethod("Ticket? last = null; foreach (var p in new[] { \"x\", \"y\" }) { var c = Counter.Open(p); if (last is null) { last = c.Draw(); } c.Serve(last); }");

    [Fact]
    public Task The_object_that_changes_with_the_turn() => InMethod("var c = a; for (var i = 0; i < 2; i++) { var t = c.Draw(); c.Serve(t); c = b; }");

    [Fact]
    public async Task The_message_names_the_issuer() => (await Diagnosis.Say<ForeignTokenAnalyzer>(
        Library, "class C\n{\n    void M()\n    {\n        var a = new Counter();\n        var t = a.Draw();\n        new Counter().Serve(t);\n    }\n}")).ShouldBe([
            "7 (6): 't' was issued by 'a' at line 6, so 'Serve' of another object refuses it at run time: pass it to the object that issued it",
        ]);

    private static Task InMethod(string body) => Diagnosis.Expect<ForeignTokenAnalyzer>(
        Library,
        $$"""
        using System.Threading.Tasks;
        class C
        {
            async Task M(Counter given, Counter other, bool flag)
            {
                var a = Counter.Open("a");
                var b = new Counter();
                {{body}}
                await Task.Yield();
            }
        }
        """);
}
