using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Mapwright.Analyzers.CodeFixes;

/// <summary>Applies a fix to all of a document's diagnostics in one rewrite, by the same code that applies it to one.</summary>
internal static class FixAll
{
    /// <summary>Makes the provider.</summary>
    /// <param name="apply">Fixes all diagnostics of a document; the string is the equivalence key of the chosen fix.</param>
    /// <returns>The provider.</returns>
    public static FixAllProvider By(Func<Document, ImmutableArray<Diagnostic>, string?, CancellationToken, Task<Document>> apply) =>
        FixAllProvider.Create(async (context, document, diagnostics) =>
            await apply(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));
}
