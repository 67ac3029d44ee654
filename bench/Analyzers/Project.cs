using System.Globalization;
using System.Text;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Bench.Analyzers;

/// <summary>A generated project: ordinary code, with as many calls of the library in it as asked for.</summary>
internal static class Project
{
    private const int LinesPerMethod = 20;
    private const int MethodsPerFile = 10;
    private const int CallsPerMethod = 5;

    /// <summary>Makes the project.</summary>
    /// <param name="lines">Its lines of code.</param>
    /// <param name="calls">How many of the calls in it are of the library.</param>
    public static CSharpCompilation Make(int lines, int calls)
    {
        var methods = lines / LinesPerMethod;
        var callers = calls / CallsPerMethod;
        var files = Enumerable.Range(0, methods / MethodsPerFile).Select(file => File(file, method => (long)method * callers / methods != (long)(method + 1) * callers / methods));
        var adapter = MetadataReference.CreateFromFile(typeof(Pooled.StorageFile).Assembly.Location);
        return Compile.Create([.. files], [.. Compile.Framework, Compile.Core, adapter]);
    }

    private static string File(int file, Func<int, bool> isUsing)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"using System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing System.Threading.Tasks;\nusing Mapwright.Pooled;\n\nnamespace Acme.App;\n\npublic sealed class Type{file}\n{{\n");
        for (var method = 0; method < MethodsPerFile; method++)
        {
            text.Append(isUsing((file * MethodsPerFile) + method) ? Storing(method) : Ordinary(method));
        }

        return text.Append("}\n").ToString();
    }

    private static string Ordinary(int method) => $$"""
            public int Member{{method}}(IReadOnlyList<string> names, int limit)
            {
                var total = 0;
                var seen = new Dictionary<string, int>(StringComparer.Ordinal);
                foreach (var name in names.Where(n => n.Length < limit))
                {
                    if (!seen.TryGetValue(name, out var count))
                    {
                        count = name.Length;
                    }

                    seen[name] = count + {{method}};
                    total += count switch { 0 => 1, 1 => 2, _ => Math.Max(count, limit) };
                }

                Console.WriteLine(string.Join(',', seen.Select(pair => $"{pair.Key}={pair.Value}")));
                return total;
            }

        """;

    private static string Storing(int method) => $$"""
            public async Task<long> Member{{method}}(string path, byte[] bytes, int rounds)
            {
                await using var file = await RangedFile.CreateAsync(path, 1 << 20);
                var last = 0L;
                for (var round = 0; round < rounds; round++)
                {
                    var range = await file.AllocateAsync(bytes.Length);
                    var receipt = await file.WriteAsync(range, bytes);
                    if (receipt.Offset > last)
                    {
                        last = receipt.Offset;
                    }

                    await file.FlushAsync(receipt);
                }

                await file.FlushAsync();
                return last;
            }

        """;
}
