using Microsoft.CodeAnalysis;

namespace Mapwright.Tests.Roslyn;

/// <summary>What tests say about a compilation.</summary>
internal static class CompileAssertions
{
    /// <summary>There is no error.</summary>
    public static void ShouldCompile(this Compilation compilation)
    {
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());
        string.Join(Environment.NewLine, errors).ShouldBeEmpty();
    }
}
