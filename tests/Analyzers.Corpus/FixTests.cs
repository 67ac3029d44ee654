using System.Globalization;
using Mapwright.Analyzers.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Each fix of each misuse leaves code that compiles, without the report, and without a warning that was not there before.</summary>
public sealed class FixTests
{
    private static readonly ILookup<string, CodeFixProvider> s_fixes = typeof(ChangingFix).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
        .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)
        .SelectMany(fix => fix.FixableDiagnosticIds.Select(id => (Id: id, Fix: fix))).ToLookup(pair => pair.Id, pair => pair.Fix);

    public static TheoryData<string> Ids => [.. CorpusFile.Rules.Where(s_fixes.Contains)];

    [Theory, MemberData(nameof(Ids))]
    public async Task What_a_fix_leaves_compiles_and_is_right(string id)
    {
        var (reports, fixable, broken) = (0, 0, new List<string>());
        foreach (var sample in CorpusSample.Of(CorpusFile.Of(id, isCorrect: false)))
        {
            using var workspace = new AdhocWorkspace();
            var document = Open(workspace, sample);
            var before = await Diagnose(document);
            if (!await Compiles(document))
            {
                // Some samples need another type of their file.
                continue;
            }

            foreach (var report in before.Where(d => d.Id == id && d.Location.SourceTree!.FilePath == document.FilePath))
            {
                reports++;
                var actions = await Actions(document, report);
                fixable += actions.Count > 0 ? 1 : 0;
                foreach (var action in actions)
                {
                    if (await Broken(document, action, id, before) is { } why)
                    {
                        broken.Add($"{sample.Name}, line {report.Location.GetLineSpan().StartLinePosition.Line + 1}, {action.Title}: {why}");
                    }
                }
            }
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{id}: a fix is offered for {fixable} of {reports} reports"));
        fixable.ShouldBePositive();
        string.Join(Environment.NewLine, broken).ShouldBeEmpty();
    }

    private static async Task<string?> Broken(Document document, CodeAction action, string id, IReadOnlyList<Diagnostic> before)
    {
        var cancel = TestContext.Current.CancellationToken;
        var operations = await action.GetOperationsAsync(document.Project.Solution, new Progress<CodeAnalysisProgress>(), cancel);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        if (await Errors(changed) is [var error, ..])
        {
            return $"{error}\n{await changed.GetTextAsync(cancel)}";
        }

        var after = await Diagnose(changed);
        // A receipt that is kept is to be flushed, which the next rule says and mends.
        return after.Count(d => d.Id == id) >= before.Count(d => d.Id == id) ? $"the report is still there\n{await changed.GetTextAsync(cancel)}"
            : after.Where(CorpusRules.IsCertain).GroupBy(d => d.Id).FirstOrDefault(g => !(id == "MW0004" && g.Key == "MW0003") && g.Count() > before.Count(d => d.Id == g.Key)) is { } more
                ? $"{more.First()}\n{await changed.GetTextAsync(cancel)}"
                : null;
    }

    private static Document Open(AdhocWorkspace workspace, CorpusSample sample)
    {
        var compilation = CorpusCompilation.WithGenerated(CorpusCompilation.Parse(sample.Text, "Sample.cs"));
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            id, VersionStamp.Default, "Corpus", "Corpus", LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees.First().Options,
            metadataReferences: compilation.References));
        foreach (var tree in compilation.SyntaxTrees)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(tree.FilePath), tree.GetRoot(), filePath: tree.FilePath);
        }

        return solution.GetProject(id)!.Documents.Single(d => d.FilePath == "Sample.cs");
    }

    private static async Task<bool> Compiles(Document document) => (await Errors(document)).Count == 0;

    /// <summary>Some errors only show when code is emitted.</summary>
    private static async Task<IReadOnlyList<Diagnostic>> Errors(Document document)
    {
        var cancel = TestContext.Current.CancellationToken;
        return [.. (await document.Project.GetCompilationAsync(cancel))!.Emit(Stream.Null, cancellationToken: cancel).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    private static async Task<IReadOnlyList<Diagnostic>> Diagnose(Document document) =>
        await CorpusRules.Run((await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!);

    private static async Task<IReadOnlyList<CodeAction>> Actions(Document document, Diagnostic report)
    {
        var actions = new List<CodeAction>();
        foreach (var fix in s_fixes[report.Id])
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, report, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        }

        return actions;
    }
}
