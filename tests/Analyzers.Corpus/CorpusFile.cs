using System.Runtime.CompilerServices;

namespace Mapwright.Analyzers.Corpus;

/// <summary>One file of the corpus: what is wrong, or what is right though it looks alike, in the eyes of one rule.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="IsCorrect">Whether this is the half without misuses.</param>
/// <param name="Text">The source.</param>
internal sealed record CorpusFile(string Rule, bool IsCorrect, string Text)
{
    private const string Misuses = "Misuses";
    private const string Correct = "Correct";

    /// <summary>All files, in the order of the rules.</summary>
    public static IReadOnlyList<CorpusFile> All { get; } = [.. Read(Misuses).Concat(Read(Correct)).OrderBy(f => f.Rule, StringComparer.Ordinal)];

    /// <summary>The ids of the rules that there are files for.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. All.Select(f => f.Rule).Distinct()];

    /// <summary>The name, for messages.</summary>
    public string Name => $"{(IsCorrect ? Correct : Misuses)}/{Rule}.cs";

    /// <summary>What the ends of its lines say.</summary>
    public IReadOnlyList<CorpusMark> Marks { get; } = CorpusMark.Read(Rule, Text);

    /// <summary>One half of a rule's files.</summary>
    public static CorpusFile Of(string rule, bool isCorrect) => All.Single(f => f.Rule == rule && f.IsCorrect == isCorrect);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static IEnumerable<CorpusFile> Read(string half, [CallerFilePath] string here = "") =>
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, half), "MW*.cs")
            .Select(path => new CorpusFile(Path.GetFileNameWithoutExtension(path), half == Correct, File.ReadAllText(path)));
}
