using Mapwright.Generators;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Tests;

/// <summary>Code is broken for most of the time that it is written.</summary>
public sealed class BrokenCodeTests
{
    private const string Source = """
        using System;
        using System.Threading.Tasks;
        using Mapwright;

        [MustUse] public sealed class Receipt;
        public class Store
        {
            public Receipt Write() => new();
            [return: MustUse] public ValueTask<int> WriteAsync() => default;
            async Task M(Store? other) { Write(); await WriteAsync().ConfigureAwait(false); other?.Write(); _ = Write(); new Receipt(); }
        }

        [SchedulerAdapter(Namespace = "Acme.Storage")]
        public sealed partial class Adapter : IScheduler
        {
            public static Adapter Shared { get; } = new();
            public void Schedule(IWorkItem item) => item.Execute();
            [Completes(StoragePrimitive.ReadAt)] public bool TryStart(ReadAtRequest request) => false;
        }

        [Surface("Thing"), SurfaceFactory]
        public abstract partial class S : StorageSurface
        {
            protected S(StoragePlatform platform) : base(platform) { }
            [Operation(Check = nameof(CheckFind), FastPath = nameof(TryFind), Wait = "X", Primitive = StoragePrimitive.ReadAt), Factory("Open")]
            [RangeOf(nameof(key), Length = nameof(key))]
            public int Find([Consumes] ReadOnlySpan<byte> key, int count = 5, System.Threading.CancellationToken cancel = default) => 0;
            private static void CheckFind(ReadOnlySpan<byte> key) { }
            private bool TryFind(ReadOnlySpan<byte> key, out int result) { result = 0; return true; }
        }
        """;

    [Fact]
    public async Task No_prefix_of_a_file_breaks_an_analyzer_or_the_generator()
    {
        var whole = CSharpSyntaxTree.ParseText(Source, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);
        var compilation = Compile.Create([""], [.. Compile.Framework, Compile.Core], name: "Mapwright.Core.Tests");
        foreach (var token in whole.DescendantTokens())
        {
            var broken = compilation.ReplaceSyntaxTree(
                compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(Source[..token.Span.End], CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest), cancellationToken: TestContext.Current.CancellationToken));
            await Diagnosis.Run(broken, [.. AllAnalyzers.Instances]);
            CSharpGeneratorDriver.Create(new StorageGenerator()).RunGenerators(broken, TestContext.Current.CancellationToken)
                .GetRunResult().Results[0].Exception.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("[Mapwright.SchedulerAdapter(Namespace = new[] { 1 })] public partial class C;")]
    [InlineData("[Mapwright.SchedulerAdapter(Namespace = null)] public partial class C;")]
    [InlineData("[Mapwright.SchedulerAdapter(1, 2)] public partial class C : Mapwright.IScheduler;")]
    [InlineData("[Mapwright.Surface(null!)] public abstract partial class C;")]
    [InlineData("[Mapwright.Surface] public abstract partial class C { [Mapwright.Operation(Check = new[] { \"a\" }, Primitive = 7)] public int M(int) => 0; }")]
    [InlineData("[Mapwright.SchedulerAdapter] public partial class C { [Mapwright.Completes((Mapwright.StoragePrimitive)99)] public bool TryStart(object o) => true; }")]
    [InlineData("[Mapwright.SchedulerAdapter] public partial class { }")]
    [InlineData("[Mapwright.SchedulerAdapter] public partial interface I { }")]
    public async Task Nonsense_breaks_no_analyzer_and_no_generator(string source)
    {
        var compilation = Compile.WithCore(source);
        await Diagnosis.Run(compilation, [.. AllAnalyzers.Instances]);
        CSharpGeneratorDriver.Create(new StorageGenerator()).RunGenerators(compilation, TestContext.Current.CancellationToken)
            .GetRunResult().Results[0].Exception.ShouldBeNull();
    }
}
