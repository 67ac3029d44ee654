using System.Globalization;
using System.Text;
using Mapwright.Tests.Roslyn;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mapwright.Bench.Generator;

/// <summary>The project that is edited: an adapter and many files that have nothing to do with it, on a core with many operations.</summary>
internal static class Project
{
    /// <summary>The core's surfaces, with the given number of operations in all.</summary>
    public static string[] Surfaces(int operations, int perSurface) =>
    [
        """
        namespace Mapwright;
        [Surface("FileSystem"), SurfaceFactory]
        public abstract partial class FileSystemBase : StorageSurface
        {
            protected FileSystemBase(StoragePlatform platform) : base(platform) { }
        }
        """,
        .. Enumerable.Range(0, operations / perSurface).Select(surface => Surface(surface, perSurface)),
    ];

    /// <summary>The adapter's project.</summary>
    public static CSharpCompilation Adapter(MetadataReference core, int files) => Compile.Create(
        [
            """
            namespace Acme.Storage;
            [Mapwright.SchedulerAdapter]
            public sealed partial class ActorScheduler : Mapwright.IScheduler
            {
                public static ActorScheduler Shared { get; } = new();
                public void Schedule(Mapwright.IWorkItem item) => item.Execute();
                [Mapwright.Completes(Mapwright.StoragePrimitive.ReadAt)] public bool TryStart(Mapwright.ReadAtRequest request) => false;
            }
            """,
            .. Enumerable.Range(0, files).Select(file => Unrelated(file, 0)),
        ],
        [.. Compile.Framework, core]);

    /// <summary>A file of a hundred lines that uses no surface; the edit is a number in a method body.</summary>
    public static string Unrelated(int file, int edit)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"using System;\nnamespace Acme.App;\n\n[Serializable]\npublic sealed class Type{file}\n{{\n");
        for (var member = 0; member < 24; member++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    public int Member{member}(int value)\n    {{\n        return value * {edit + member};\n    }}\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Surface(int surface, int operations)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""
            namespace Mapwright;
            [Surface("Surface{{surface}}")]
            public abstract partial class Surface{{surface}}Base : StorageSurface
            {
                protected Surface{{surface}}Base(FileSystemBase files) : base(files.Platform) { }

            """);
        for (var operation = 0; operation < operations; operation++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                    /// <summary>Does it.</summary>
                    /// <param name="name">The name.</param>
                    /// <param name="offset">The offset.</param>
                    /// <returns>A count.</returns>
                    [Operation(Check = nameof(Check)), RangeOf(nameof(offset))]
                    public long Operation{{operation}}(string name, long offset, int count = {{operation}}) => offset + count;

                """);
        }

        return text.Append("    private static void Check(string name, long offset, int count) => ArgumentNullException.ThrowIfNull(name);\n}\n").ToString();
    }
}
