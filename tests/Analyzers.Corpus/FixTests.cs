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

    private const string Name = "Sample.cs";

    private static readonly Lazy<Task<Project>> s_project = new(Begin);

    public static TheoryData<string> Ids => [.. CorpusFile.Rules.Where(s_fixes.Contains)];

    [Theory, MemberData(nameof(Ids))]
    public async Task What_a_fix_leaves_compiles_and_is_right(string id)
    {
        var (reports, fixable, broken) = (0, 0, new List<string>());
        foreach (var sample in CorpusSample.Of(CorpusFile.Of(id, isCorrect: false)))
        {
            var document = await Open(sample);
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

    /// <summary>Every sample is a change of one project, so that the symbols of the references are made once.</summary>
    private static async Task<Document> Open(CorpusSample sample)
    {
        var compilation = CorpusCompilation.WithGenerated(CorpusCompilation.Parse(sample.Text, Name));
        var solution = (await s_project.Value).Solution.WithProjectCompilationOptions((await s_project.Value).Id, compilation.Options);
        foreach (var tree in compilation.SyntaxTrees)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId((await s_project.Value).Id), Path.GetFileName(tree.FilePath), await tree.GetRootAsync(), filePath: tree.FilePath);
        }

        return solution.GetProject((await s_project.Value).Id)!.Documents.Single(d => d.FilePath == Name);
    }

    private static async Task<Project> Begin()
    {
        var compilation = CorpusCompilation.Of(CorpusCompilation.Parse("class C;", Name));
        var project = new AdhocWorkspace().AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Corpus", "Corpus", LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: compilation.SyntaxTrees[0].Options,
            metadataReferences: compilation.References));
        _ = await project.GetCompilationAsync();
        return project;
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
