using Mapwright.Analyzers.Suppression;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Tests.Suppression;

/// <summary>With the rules of .NET that come with the SDK: a mistake is reported once.</summary>
public sealed class DecidedElsewhereTests
{
    private static readonly string[] s_theirs = ["CA1849", "CA2000", "CA2012"];

    [Theory]
    [InlineData("CA1849", "MW0008", "file.FlushAll();")]
    [InlineData("CA2012", "MW0009", "file.FlushAllAsync();")]
    [InlineData("CA2012", "MW0009", "file?.FlushAllAsync();")]
    [InlineData("CA2012", "MW0009", "file.FlushAllAsync().ConfigureAwait(false);")]
    [InlineData("CA2012", "MW0009", "void Begin() => file.FlushAllAsync();")]
    [InlineData("CA2012", "MW0009", "var t = file.FlushAllAsync(); await t; await t;")]
    [InlineData("CA2012", "MW0009", "ValueTask t; t = file.FlushAllAsync(); await t; await t;")]
    [InlineData("CA2012", "MW0004", "ranged.WriteAsync(ranged.Allocate(1), new byte[1]);")]
    [InlineData("CA2000", "MW0007", "var g = own.Take(); Console.WriteLine(g);")]
    [InlineData("CA2000", "MW0007", "if (own.TryTake(out var g)) { Console.WriteLine(1); }")]
    [InlineData("CA2000", "MW0004", "own.Take();")]
    public async Task A_mistake_that_our_rule_decides_is_reported_by_it_alone(string theirs, string ours, string body)
    {
        (await Report(body, suppress: false)).ShouldContain(theirs, "without the suppressor there are two");
        var found = await Report(body, suppress: true);
        found.ShouldContain(ours);
        found.ShouldNotContain(theirs);
    }

    [Theory]
    [InlineData("CA2012", "var t = file.FlushAllAsync(); await t; t = file.FlushDataAsync(); await t;")]
    [InlineData("CA2012", "_ = file.FlushAllAsync();")]
    public async Task What_our_rule_knows_to_be_right_is_not_reported(string theirs, string body)
    {
        (await Report(body, suppress: false)).ShouldContain(theirs);
        (await Report(body, suppress: true)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CA1849", "File.WriteAllText(\"a\", \"b\");")]
    [InlineData("CA2012", "Foreign();")]
    [InlineData("CA2012", "_pending = file.FlushAllAsync();")]
    [InlineData("CA2012", "var n = file.AppendAsync(new byte[1]).Result;")]
    [InlineData("CA2012", "var t = file.AppendAsync(new byte[1]); var n = t.GetAwaiter().GetResult();")]
    [InlineData("CA2000", "var s = new FileStream(\"a\", FileMode.Open); s.WriteByte(1);")]
    [InlineData("CA2000", "using var g = own.TakeWith(new FileStream(\"a\", FileMode.Open));")]
    public async Task What_is_not_ours_is_left_to_the_other_rule(string theirs, string body) => (await Report(body, suppress: true)).ShouldContain(theirs);

    [Theory]
    [InlineData("CA1849", "MW0008", "file.FlushAll();")]
    [InlineData("CA2012", "MW0009", "file.FlushAllAsync();")]
    [InlineData("CA2000", "MW0007", "var g = own.Take(); Console.WriteLine(g);")]
    public async Task Where_ours_is_turned_off_the_other_one_speaks(string theirs, string ours, string body) =>
        (await Report(body, suppress: true, off: ours)).ShouldContain(theirs);

    private static async Task<IReadOnlyList<string>> Report(string body, bool suppress, string? off = null)
    {
        var compilation = Compile.WithCore(
            $$"""
            #pragma warning disable CS8321
            using System;
            using System.IO;
            using System.Threading.Tasks;
            using Mapwright;
            [MustUse] public sealed class Guard : IDisposable { [Releases] public void Dispose() => Console.WriteLine(this); }
            public sealed class Own
            {
                [Acquires] public Guard Take() => new();
                [Acquires] public Guard TakeWith(Stream from) { Console.WriteLine(from.Length); return new(); }
                [Acquires] public bool TryTake(out Guard guard) { guard = new(); return true; }
            }
            public sealed class C
            {
                private ValueTask _pending;
                private static ValueTask Foreign() => default;
                public async Task M(StorageFileBase file, RangedFileBase ranged, Own own) { {{body}} await Task.Yield(); }
            }
            """);
        compilation.ShouldCompile();
        var severities = s_theirs.ToDictionary(id => id, _ => ReportDiagnostic.Warn);
        if (off is not null)
        {
            severities.Add(off, ReportDiagnostic.Suppress);
        }

        var options = ((CSharpCompilationOptions)compilation.Options).WithSpecificDiagnosticOptions(severities);
        var analyzers = AllAnalyzers.Instances.Where(a => suppress || a is not DecidedElsewhere)
            .Concat(SdkRules.Instances.Where(analyzer => analyzer.SupportedDiagnostics.Any(d => s_theirs.Contains(d.Id))));
        return [.. (await Diagnosis.Run(compilation.WithOptions(options), [.. analyzers])).Select(d => d.Id).Distinct()];
    }
}
