using System.Collections.Immutable;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;

namespace Mapwright.Analyzers.Tests;

/// <summary>Applies a code fix to a source, once or to all of it, and checks that the result compiles and is formatted.</summary>
internal static class CodeFix
{
    /// <summary>Applies the fix to the first diagnostic.</summary>
    public static Task<string> ApplyFirst<TAnalyzer, TFix>(string key, string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() => Apply<TAnalyzer, TFix>(source, key, all: false);

    /// <summary>Applies the fix to all diagnostics of the document in one go.</summary>
    public static Task<string> ApplyAll<TAnalyzer, TFix>(string key, string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() => Apply<TAnalyzer, TFix>(source, key, all: true);

    /// <summary>The keys of the fixes that are offered for the first diagnostic.</summary>
    public static async Task<IReadOnlyList<string?>> Offered<TAnalyzer, TFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var fix = new TFix();
        var diagnostics = await Fixable<TAnalyzer>(document, fix);
        return [.. (await Actions(fix, document, diagnostics[0])).Select(a => a.EquivalenceKey)];
    }

    private static async Task<string> Apply<TAnalyzer, TFix>(string source, string key, bool all)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var fix = new TFix();
        var diagnostics = await Fixable<TAnalyzer>(document, fix);
        var action = all
            ? await fix.GetFixAllProvider()!.GetFixAsync(new FixAllContext(
                document, fix, FixAllScope.Document, key, diagnostics.Select(d => d.Id).Distinct(), new Known(diagnostics), cancel))
            : (await Actions(fix, document, diagnostics[0])).Single(a => a.EquivalenceKey == key);
        var operations = await action!.GetOperationsAsync(document.Project.Solution, new Progress<CodeAnalysisProgress>(), cancel);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        ShouldEmit((await changed.Project.GetCompilationAsync(cancel))!, cancel);
        var text = (await changed.GetTextAsync(cancel)).ToString();
        (await (await Formatter.FormatAsync(changed, cancellationToken: cancel)).GetTextAsync(cancel)).ToString().ShouldBe(text, "the fix leaves formatted code");
        foreach (var left in all ? await Fixable<TAnalyzer>(changed, fix) : [])
        {
            (await Actions(fix, changed, left)).ShouldNotContain(a => a.EquivalenceKey == key, "Fix All leaves nothing that the fix can do");
        }

        return text;
    }

    /// <summary>A span that is kept across an <c>await</c> is an error that only shows when code is emitted.</summary>
    private static void ShouldEmit(Compilation compilation, CancellationToken cancel) => string.Join(
        Environment.NewLine,
        compilation.Emit(Stream.Null, cancellationToken: cancel).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)).ShouldBeEmpty();

    private static Document Open(AdhocWorkspace workspace, string source)
    {
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var isProgram = CSharpSyntaxTree.ParseText(source, parse).GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Default,
            "Stranger",
            "Stranger",
            LanguageNames.CSharp,
            compilationOptions: Compile.Library.WithOutputKind(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary),
            parseOptions: parse,
            metadataReferences: [.. Compile.Framework, Compile.Core]));
        return workspace.AddDocument(project.Id, "Source.cs", Microsoft.CodeAnalysis.Text.SourceText.From(source));
    }

    private static async Task<ImmutableArray<Diagnostic>> Fixable<TAnalyzer>(Document document, CodeFixProvider fix)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var compilation = await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        return [.. (await Diagnosis.Run(compilation!, new TAnalyzer()))
            .Where(d => fix.FixableDiagnosticIds.Contains(d.Id))
            .OrderBy(d => d.Location.SourceSpan.Start)];
    }

    private static async Task<IReadOnlyList<CodeAction>> Actions(CodeFixProvider fix, Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(
            document, diagnostic, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions;
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
