using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Right code that is made wrong in one place is caught: recall where nobody has labelled.</summary>
/// <remarks>A mutant counts where the rule that is meant warns of it; where it is wrong on some paths only, an information that the right code does not have counts too.</remarks>
public sealed class MutationTests
{
    private const double SmallestShare = 0.80;

    public static TheoryData<string> Names => [.. Mutation.All.Select(m => m.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_mutant_of_right_code_is_caught(string name)
    {
        var mutation = Mutation.All.Single(m => m.Name == name);
        var missed = new List<string>();
        var (certain, warned, possible, informed) = (0, 0, 0, 0);
        foreach (var sample in CorpusFile.All.Where(f => f.IsCorrect).SelectMany(CorpusSample.Of))
        {
            var before = default(int?);
            foreach (var mutant in mutation.Mutants(sample))
            {
                before ??= (await Reports(CorpusCompilation.Of(CorpusCompilation.Parse(sample.Text, sample.Name)))).Count;
                var reports = await Reports(mutant.Code);
                var isWarned = reports.Exists(CorpusRules.IsCertain);
                var isCaught = isWarned || (mutant.IsConditional && reports.Count > before);
                warned += isWarned && !mutant.IsConditional ? 1 : 0;
                informed += isCaught && mutant.IsConditional ? 1 : 0;
                certain += mutant.IsConditional ? 0 : 1;
                possible += mutant.IsConditional ? 1 : 0;
                if (!isCaught)
                {
                    missed.Add($"{(reports.Count > before ? "an information only" : "nothing")} in {mutant.Name}");
                }
            }
        }

        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {warned} of {certain} mutants are warned of by {string.Join(" or ", mutation.Rules)}, and {informed} of {possible} that are wrong on some paths are reported"));
        ((double)(warned + informed) / (certain + possible)).ShouldBeGreaterThanOrEqualTo(SmallestShare, string.Join(Environment.NewLine, missed));

        async Task<List<Diagnostic>> Reports(Compilation code) => [.. (await CorpusRules.Run(code)).Where(report => mutation.Rules.Contains(report.Id))];
    }
}
