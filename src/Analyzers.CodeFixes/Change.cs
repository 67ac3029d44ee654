using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace Mapwright.Analyzers.CodeFixes;

/// <summary>A change that is offered for a diagnostic.</summary>
/// <param name="key">Its equivalence key: Fix All makes the changes of one key.</param>
/// <param name="title">What the editor shows.</param>
/// <param name="place">What it is about: of several diagnostics that ask for the same, one change is enough.</param>
/// <param name="make">Makes it.</param>
internal sealed class Change(string key, string title, SyntaxNode place, Action<DocumentEditor, VariableNames> make)
{
    /// <summary>Its equivalence key.</summary>
    public string Key { get; } = key;

    /// <summary>What the editor shows.</summary>
    public string Title { get; } = title;

    /// <summary>What it is about.</summary>
    public SyntaxNode Place { get; } = place;

    /// <summary>Makes it, with names for new variables that no other change has chosen.</summary>
    public Action<DocumentEditor, VariableNames> Make { get; } = make;
}
