namespace Mapwright.Core.Tests;

/// <summary>The descriptors that this process has open.</summary>
public static class OpenDescriptors
{
    public static int Of(string path) => Directory.GetFiles("/proc/self/fd").Count(link => TargetOf(link) == path);

    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (FileNotFoundException)
        {
            // Closed since it was listed, by a test that runs beside this one.
            return null;
        }
    }
}
