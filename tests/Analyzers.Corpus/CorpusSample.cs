using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Analyzers.Corpus;

/// <summary>A part of a corpus file that stands alone: its directives with one of its types, or with its top-level statements.</summary>
/// <param name="Name">Where it is from.</param>
/// <param name="Head">The directives.</param>
/// <param name="Body">The rest.</param>
internal sealed record CorpusSample(string Name, string Head, string Body)
{
    /// <summary>The whole source.</summary>
    public string Text => Head + Body;

    /// <summary>The samples of a file.</summary>
    public static IEnumerable<CorpusSample> Of(CorpusFile file)
    {
        var root = CorpusCompilation.Parse(file.Text, file.Name).GetCompilationUnitRoot();
        var head = root.Usings.ToFullString();
        var statements = string.Concat(root.Members.OfType<GlobalStatementSyntax>().Select(s => s.ToFullString()));
        if (statements.Length > 0)
        {
            yield return new CorpusSample($"{file.Name} (program)", head, statements);
        }

        foreach (var type in root.Members.OfType<BaseTypeDeclarationSyntax>())
        {
            yield return new CorpusSample($"{file.Name} {type.Identifier.Text}", head, type.ToFullString());
        }
    }

    /// <summary>The source up to the end of each token of the body.</summary>
    public IEnumerable<string> Prefixes() => CorpusCompilation.Parse(Body, Name).GetRoot().DescendantTokens()
        .Where(token => !token.IsKind(SyntaxKind.EndOfFileToken)).Select(token => Head + Body[..token.Span.End]);
}
