using System.Diagnostics;
using Mapwright.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Bench.Generator;

/// <summary>Edits one file again and again, as a person types, and measures what the generator costs each time.</summary>
internal static class Edits
{
    private const int WarmUp = 20;

    /// <summary>The time of each edit in milliseconds, in ascending order.</summary>
    /// <param name="project">The project.</param>
    /// <param name="file">The index of the file to edit.</param>
    /// <param name="edits">How many edits to measure.</param>
    /// <param name="edit">The text of the file after an edit.</param>
    public static double[] Measure(CSharpCompilation project, int file, int edits, Func<int, string> edit)
    {
        GeneratorDriver driver = Driver(project, track: false).RunGenerators(project);
        var times = new List<double>(edits);
        for (var i = 0; i < WarmUp + edits; i++)
        {
            project = Edit(project, file, edit(i + 1));
            var start = Stopwatch.GetTimestamp();
            driver = driver.RunGenerators(project);
            if (i >= WarmUp)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return [.. times.Order()];
    }

    /// <summary>How many output steps run again on an edit, and how many there are.</summary>
    public static (int Again, int All) Outputs(CSharpCompilation project, int file, string edited)
    {
        var driver = Driver(project, track: true).RunGenerators(project).RunGenerators(Edit(project, file, edited));
        var reasons = driver.GetRunResult().Results.Single().TrackedOutputSteps
            .SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason).ToList();
        return (reasons.Count(reason => reason != IncrementalStepRunReason.Cached), reasons.Count);
    }

    private static CSharpCompilation Edit(CSharpCompilation project, int file, string text)
    {
        var tree = project.SyntaxTrees[file];
        return project.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)tree.Options, tree.FilePath));
    }

    private static CSharpGeneratorDriver Driver(CSharpCompilation project, bool track) => CSharpGeneratorDriver.Create(
        [new StorageGenerator().AsSourceGenerator()],
        parseOptions: (CSharpParseOptions)project.SyntaxTrees[0].Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, track));
}
