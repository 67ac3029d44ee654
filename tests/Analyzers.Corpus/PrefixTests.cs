using System.Globalization;

namespace Mapwright.Analyzers.Corpus;

/// <summary>Code is broken for most of the time that it is written: every rule bears every prefix of every sample.</summary>
/// <remarks>
/// They take minutes, so a part is drawn from them, each week another one; <c>MAPWRIGHT_ALL_PREFIXES=1</c>, which .ci/run sets, takes all.
/// An exception inside an analyzer is a diagnostic, AD0001, and <see cref="CorpusRules.Run"/> fails on it.
/// </remarks>
public sealed class PrefixTests
{
    private const int Drawn = 2000;

    [Fact]
    public async Task No_prefix_of_a_sample_breaks_a_rule()
    {
        var all = CorpusFile.All.SelectMany(CorpusSample.Of).SelectMany(s => s.Prefixes().Select(text => (s.Name, Text: text))).ToArray();
        var seed = ISOWeek.GetWeekOfYear(DateTime.UtcNow);
        var isWhole = Environment.GetEnvironmentVariable("MAPWRIGHT_ALL_PREFIXES") == "1";
        if (!isWhole)
        {
            new Random(seed).Shuffle(all);
        }

        var chosen = all.Take(isWhole ? all.Length : Drawn).ToList();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{chosen.Count} of {all.Length} prefixes, seed {seed}"));
        await Parallel.ForEachAsync(chosen, TestContext.Current.CancellationToken, async (prefix, _) =>
        {
            try
            {
                await CorpusRules.Run(CorpusCompilation.Of(CorpusCompilation.Parse(prefix.Text, prefix.Name)));
            }
            catch (ShouldAssertException exception)
            {
                throw new ShouldAssertException($"{exception.Message}\nin a prefix of {prefix.Name}:\n{prefix.Text}");
            }
        });
    }
}
