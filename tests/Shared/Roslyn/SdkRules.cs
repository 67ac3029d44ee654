using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Mapwright.Tests.Roslyn;

/// <summary>The rules of .NET that the SDK brings to every project. The project that compiles this says where they are: <c>SdkAnalyzers</c>.</summary>
internal static class SdkRules
{
    public static ImmutableArray<DiagnosticAnalyzer> Instances { get; } = Load();

    private static ImmutableArray<DiagnosticAnalyzer> Load()
    {
        var folder = typeof(SdkRules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SdkAnalyzers").Value!;
        return [.. new[] { "Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll" }
            .SelectMany(name => new AnalyzerFileReference(Path.Combine(folder, name), Loader.Instance).GetAnalyzers(LanguageNames.CSharp))];
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public static Loader Instance { get; } = new();

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
