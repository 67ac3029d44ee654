using System.Diagnostics;

namespace Mapwright.Core.Tests;

/// <summary>A file system in memory that is soon full. Needs the right to mount; a test that lacks it is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _mountPoint = new();

    public SmallDisk(int kibibytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a small disk is mounted as tmpfs, which only Linux has");
        if (Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "mapwright", _mountPoint.Path) != 0)
        {
            _mountPoint.Dispose();
            Assert.Skip("mounting a small tmpfs is not permitted here");
        }
    }

    public string Path => _mountPoint.Path;

    public string File(string name) => _mountPoint.File(name);

    public void Dispose()
    {
        Run("umount", "-l", _mountPoint.Path);
        _mountPoint.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
