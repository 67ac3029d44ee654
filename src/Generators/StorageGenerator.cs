using System.Runtime.CompilerServices;
using System.Text;
using Mapwright.Generators.Emit;
using Mapwright.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mapwright.Generators;

/// <summary>Emits the twins of the core's operations into the core, and the whole API of every scheduler adapter.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StorageGenerator : IIncrementalGenerator
{
    /// <summary>
    /// The surfaces of a referenced core, read once per reference: the reference is the same object for every edit of the
    /// project that refers to it. Holds no reference alive.
    /// </summary>
    private static readonly ConditionalWeakTable<MetadataReference, StrongBox<EquatableArray<SurfaceModel>>> s_surfaces = new();

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var declaring = context.CompilationProvider
            .Select(static (compilation, _) => DeclaringClasses(compilation))
            .WithTrackingName("DeclaringClasses")
            .SelectMany(static (classes, _) => classes);
        context.RegisterSourceOutput(declaring, static (output, model) =>
            output.AddSource($"{model.Name}.Operations.g.cs", Text(CoreEmitter.Emit(model))));

        var surfaces = context.CompilationProvider
            .Select(static (compilation, _) => Surfaces(compilation))
            .WithTrackingName("Surfaces");
        var adapters = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.SchedulerAdapter,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (attributed, _) => (INamedTypeSymbol)attributed.TargetSymbol is var type && IsUsable(type, attributed.SemanticModel.Compilation)
                    ? AdapterReader.Read(type)
                    : null)
            .Where(static adapter => adapter is not null)
            .Select(static (adapter, _) => adapter!)
            .WithTrackingName("Adapters")
            .Collect()
            .SelectMany(static (adapters, _) => WithFilesOfTheirOwn(adapters.Distinct().GroupBy(a => a.Namespace).Where(g => g.Count() == 1).Select(g => g.Single())));
        var bound = adapters
            .Combine(surfaces)
            .SelectMany(static (pair, _) => pair.Right.Select(surface => (Adapter: pair.Left, Surface: surface, All: pair.Right)))
            .WithTrackingName("Bound");
        context.RegisterSourceOutput(bound, static (output, model) =>
            output.AddSource(HintName(model.Adapter, model.Surface), Text(AdapterEmitter.Emit(model.Adapter, model.Surface, model.All))));
    }

    private static EquatableArray<DeclaringClassModel> DeclaringClasses(Compilation compilation) =>
        compilation.Assembly.GetTypeByMetadataName(KnownNames.Surface) is null
            ? EquatableArray<DeclaringClassModel>.Empty
            : SurfaceReader.ReadDeclaringClasses(compilation.Assembly);

    private static EquatableArray<SurfaceModel> Surfaces(Compilation compilation) =>
        compilation.GetTypeByMetadataName(KnownNames.SurfaceFactory)?.ContainingAssembly is { } core
        && compilation.GetMetadataReference(core) is { } reference
            ? s_surfaces.GetValue(reference, _ => new StrongBox<EquatableArray<SurfaceModel>>(SurfaceReader.ReadAll(core))).Value
            : EquatableArray<SurfaceModel>.Empty;

    private static bool IsUsable(INamedTypeSymbol adapter, Compilation compilation) =>
        !AdapterReader.Problems(adapter, Surfaces(compilation).Select(s => s.Name), compilation.Assembly).Any(AdapterReader.IsFatal);

    /// <summary>The compiler compares the names of emitted files without regard to case, and those of namespaces with.</summary>
    private static IEnumerable<AdapterModel> WithFilesOfTheirOwn(IEnumerable<AdapterModel> adapters) => adapters
        .GroupBy(a => a.Files, StringComparer.OrdinalIgnoreCase)
        .SelectMany(same => same.OrderBy(a => a.Files, StringComparer.Ordinal).Select((a, i) => i == 0 ? a : a with { Files = $"{a.Files}-{i + 1}" }));

    private static string HintName(AdapterModel adapter, SurfaceModel surface) =>
        (adapter.Files.Length == 0 ? "" : adapter.Files + ".") + surface.Name + ".g.cs";

    private static SourceText Text(string source) => SourceText.From(source, Encoding.UTF8);
}
