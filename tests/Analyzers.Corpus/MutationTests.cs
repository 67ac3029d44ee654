using System.Globalization;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Right code that is made wrong in one place is caught: recall where nobody has labelled.</summary>
public sealed class MutationTests
{
    private const double SmallestShare = 0.75;

    public static TheoryData<string> Names => [.. Mutation.All.Select(m => m.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_mutant_of_right_code_is_caught(string name)
    {
        var mutation = Mutation.All.Single(m => m.Name == name);
        Assert.SkipUnless(CorpusRules.Exists(mutation.Rule), "There is no such rule yet.");
        var missed = new List<string>();
        var count = 0;
        foreach (var mutant in CorpusFile.All.Where(f => f.IsCorrect).SelectMany(CorpusSample.Of).SelectMany(mutation.Mutants))
        {
            count++;
            if ((await CorpusRules.Run(mutant)).Count == 0)
            {
                missed.Add(mutant.SyntaxTrees.Last().ToString());
            }
        }

        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {count - missed.Count} of {count} mutants are caught"));
        ((double)(count - missed.Count) / count).ShouldBeGreaterThanOrEqualTo(SmallestShare, string.Join("\n----\n", missed));
    }
}
