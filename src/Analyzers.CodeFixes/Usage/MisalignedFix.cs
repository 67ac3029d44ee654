using System.Composition;
using Mapwright.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Mapwright.Analyzers.CodeFixes.Usage;

/// <summary>Rounds an offset or a length that is a number. What a misaligned buffer should have been, nobody but its author knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MisalignedFix)), Shared]
public sealed class MisalignedFix() : ChangingFix(MisalignedAnalyzer.Id)
{
    internal const string Down = "MW0010.AlignDown";
    internal const string Up = "MW0010.AlignUp";

    private protected override IEnumerable<Change> Changes(SyntaxNode root, SemanticModel model, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax number
            && model.GetTypeInfo(number).ConvertedType?.SpecialType == SpecialType.System_Int64
            && diagnostic.Properties.TryGetValue(MisalignedAnalyzer.Unit, out var unit)
            && model.Compilation.GetTypeByMetadataName("Mapwright.AlignedMemory") is { } rounding)
        {
            yield return Rounding(Down, "Round it down", "AlignDown");
            yield return Rounding(Up, "Round it up", "AlignUp");

            Change Rounding(string key, string title, string method) => new(key, title, number, (editor, _) =>
                editor.ReplaceNode(number, (current, generator) => generator.InvocationExpression(
                    generator.MemberAccessExpression(generator.TypeExpression(rounding, addImport: false).WithAdditionalAnnotations(Simplifier.Annotation), method),
                    current.WithoutTrivia(),
                    SyntaxFactory.ParseExpression(unit!)).WithTriviaFrom(current)));
        }
    }
}
