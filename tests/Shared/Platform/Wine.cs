using System.Runtime.InteropServices;

namespace Mapwright.Tests.Platform;

/// <summary>Where the calls of Windows are those of wine, which has not all of them as they are.</summary>
internal static class Wine
{
    public static bool IsHere { get; } = OperatingSystem.IsWindows()
        && NativeLibrary.TryGetExport(NativeLibrary.Load("ntdll"), "wine_get_version", out _);

    /// <summary>Skips a test of what Windows does and wine does not.</summary>
    public static void Skip(string difference) => Assert.SkipWhen(IsHere, "wine: " + difference);
}
