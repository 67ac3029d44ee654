using Mapwright.Analyzers.CodeFixes.Usage;
using Mapwright.Analyzers.Usage;

namespace Mapwright.Analyzers.Tests.Usage;

public sealed class MisalignedFixTests
{
    private const string Usings = "using System;\nusing System.Threading.Tasks;\nusing Mapwright;\n\n";

    private const string Source =
        """
        class C
        {
            const int Header = 16;

            async Task M(BlockDeviceBase disk, FileSystemBase files, byte[] block)
            {
                disk.Read(block, 7); // the magic
                disk.Read(new byte[100], 0);
                await disk.WriteAsync(block, offset: /* behind it */ Header + 1);
                disk.Trim(0, 700);
                using var own = files.OpenDevice("a", new BlockDeviceOptions { BlockSize = 8192 });
                own.Read(block, 4096);
            }
        }
        """;

    [Fact]
    public Task Numbers_are_rounded_down() => Rounds(MisalignedFix.Down, "AlignDown");

    [Fact]
    public Task Numbers_are_rounded_up() => Rounds(MisalignedFix.Up, "AlignUp");

    private static async Task Rounds(string key, string method) => (await CodeFix.ApplyAll<MisalignedAnalyzer, MisalignedFix>(key, Usings + Source)).ShouldBe(Usings + Source
        .Replace("block, 7)", $"block, AlignedMemory.{method}(7, 512))", StringComparison.Ordinal)
        .Replace("Header + 1)", $"AlignedMemory.{method}(Header + 1, 512))", StringComparison.Ordinal)
        .Replace("(0, 700)", $"(0, AlignedMemory.{method}(700, 512))", StringComparison.Ordinal)
        .Replace("block, 4096)", $"block, AlignedMemory.{method}(4096, 8192))", StringComparison.Ordinal));
}
