using System.Diagnostics;

namespace Mapwright.Docs.Tests;

/// <summary>The code on the pages is code. The pages of rules show bad code too, and are tested with the rules.</summary>
public class CodeBlockTests
{
    public static TheoryData<string, int> Blocks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var page in Page.All.Where(p => !p.Name.StartsWith("docs/rules/", StringComparison.Ordinal)))
            {
                foreach (var (line, _) in page.Blocks("csharp"))
                {
                    data.Add(page.Name, line);
                }
            }

            return data;
        }
    }

    public static TheoryData<int> Programs => [.. Page.Read("README.md").Blocks("csharp").Where(b => Project.OfBlock(b.Code).IsProgram).Select(b => b.Line)];

    [Theory, MemberData(nameof(Blocks))]
    public async Task A_block_compiles_without_a_warning(string page, int line) =>
        (await Project.OfBlock(Code(page, line)).ComplaintsAsync()).ShouldBeEmpty();

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_of_the_readme_runs(int line)
    {
        var folder = Directory.CreateTempSubdirectory("mapwright docs ");
        try
        {
            Project.OfBlock(Code("README.md", line)).Emit(Path.Combine(folder.FullName, "Snippet.dll"));
            foreach (var library in Project.Libraries)
            {
                File.Copy(library, Path.Combine(folder.FullName, Path.GetFileName(library)));
            }

            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "Snippet.runtimeconfig.json"),
                """{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" } } }""",
                TestContext.Current.CancellationToken);
            await RunAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", "Snippet.dll"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output + await errors);
    }

    private static string Code(string page, int line) => Page.Read(page).Blocks("csharp").Single(b => b.Line == line).Code;
}
