using System.Collections.Immutable;
using Mapwright.Generators;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Compiles a source as the only file of a new project that references Mapwright and its adapters.</summary>
internal static class CorpusCompilation
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest);

    private static readonly SyntaxTree s_implicitUsings = CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """,
        s_parse);

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. Compile.Framework,
        .. new[] { "Core", "ThreadPool", "Channels", "Inline" }
            .Select(name => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, $"Mapwright.{name}.dll"))),
    ];

    // One compilation is the ancestor of all, so that the symbols of the references are made once.
    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create(
        "Corpus",
        [s_implicitUsings],
        s_references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    /// <summary>Parses a source.</summary>
    public static CSharpSyntaxTree Parse(string source, string name) => (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(source, s_parse, name);

    /// <summary>Compiles a source, which need not be sound.</summary>
    public static CSharpCompilation Of(SyntaxTree tree)
    {
        var isProgram = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        return s_empty.AddSyntaxTrees(tree).WithOptions(s_empty.Options.WithOutputKind(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
    }

    /// <summary>Compiles a source with what the generator emits for the adapters in it.</summary>
    public static Compilation WithGenerated(SyntaxTree tree)
    {
        CSharpGeneratorDriver.Create([new StorageGenerator().AsSourceGenerator()], parseOptions: s_parse)
            .RunGeneratorsAndUpdateCompilation(Of(tree), out var compilation, out _);
        return compilation;
    }
}
