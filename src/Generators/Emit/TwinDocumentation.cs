using Mapwright.Generators.Model;

namespace Mapwright.Generators.Emit;

/// <summary>Makes the documentation of a twin from that of its blocking method.</summary>
internal static class TwinDocumentation
{
    public static IEnumerable<string> Lines(OperationModel operation)
    {
        var lines = operation.Documentation.ToList();
        if (lines.Count == 0)
        {
            return [];
        }

        if (!operation.HasToken)
        {
            var at = lines.FindIndex(line => Starts(line, "<returns") || Starts(line, "<exception") || Starts(line, "<remarks"));
            lines.Insert(
                at < 0 ? lines.Count : at,
                $"<param name=\"{operation.Token}\">Cancels the operation until it starts: then nothing happened. After that it runs to its end.</param>");
        }

        if (!lines.Any(line => Starts(line, "<returns")))
        {
            var at = lines.FindIndex(line => Starts(line, "<exception") || Starts(line, "<remarks"));
            lines.Insert(at < 0 ? lines.Count : at, "<returns>The pending operation; await it once.</returns>");
        }

        if (!lines.Any(line => line.Contains("\"OperationCanceledException\"")))
        {
            var at = lines.FindIndex(line => Starts(line, "<remarks"));
            lines.Insert(
                at < 0 ? lines.Count : at,
                "<exception cref=\"global::System.OperationCanceledException\">The token fired before the operation started.</exception>");
        }

        return lines.Select(line => "/// " + line);
    }

    private static bool Starts(string line, string tag) => line.StartsWith(tag, StringComparison.Ordinal);
}
