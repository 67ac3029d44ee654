using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Mapwright.Analyzers.CodeFixes;

/// <summary>The statements of a block, of a section of a <c>switch</c>, or of a program.</summary>
internal sealed class StatementList
{
    private StatementList(SyntaxNode host, IReadOnlyList<StatementSyntax> statements)
    {
        Host = host;
        Statements = statements;
    }

    /// <summary>What holds the statements.</summary>
    public SyntaxNode Host { get; }

    /// <summary>The statements, in order.</summary>
    public IReadOnlyList<StatementSyntax> Statements { get; }

    /// <summary>The list that a statement is in; null for one that is the only statement of another one.</summary>
    public static StatementList? Around(StatementSyntax? statement) => statement?.Parent is { } parent ? Of(parent is GlobalStatementSyntax ? parent.Parent! : parent) : null;

    /// <summary>The list that a node holds; null for another node.</summary>
    public static StatementList? Of(SyntaxNode host) => host switch
    {
        BlockSyntax block => new(block, block.Statements),
        SwitchSectionSyntax section => new(section, section.Statements),
        CompilationUnitSyntax program => new(program, [.. program.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement)]),
        _ => null,
    };

    /// <summary>The place in the list of the statement that a node is, or is inside of; -1 for another node.</summary>
    public int IndexOf(SyntaxNode node)
    {
        for (var i = 0; i < Statements.Count; i++)
        {
            if (Statements[i].Span.Contains(node.Span))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Inserts a statement beside one that is in a list.</summary>
    public static void Insert(DocumentEditor editor, StatementSyntax place, StatementSyntax inserted, bool isAfter)
    {
        var isGlobal = place.Parent is GlobalStatementSyntax;
        var there = isGlobal ? place.Parent! : place;
        var node = isGlobal ? SyntaxFactory.GlobalStatement(inserted) : (SyntaxNode)inserted;
        if (isAfter)
        {
            editor.InsertAfter(there, node);
        }
        else
        {
            editor.InsertBefore(there, node);
        }
    }
}
