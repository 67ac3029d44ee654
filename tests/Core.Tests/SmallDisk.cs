using System.Diagnostics;
using Mapwright.Core.Tests.Devices;

namespace Mapwright.Core.Tests;

/// <summary>A file system in memory that is soon full. Needs the right to mount; a test that lacks it is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryDirectory _mountPoint = new();

    public SmallDisk(int kibibytes)
        : this("tmpfs", $"size={kibibytes}k")
    {
    }

    private SmallDisk(string fileSystem, string options, string source = "mapwright")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), $"{fileSystem} is of Linux alone");
        if (Run("mount", "-t", fileSystem, "-o", options, source, _mountPoint.Path) != 0)
        {
            _mountPoint.Dispose();
            Assert.Skip($"mounting a small {fileSystem} is not permitted here");
        }
    }

    /// <summary>A file system that has no holes.</summary>
    public static SmallDisk WithoutHoles() => new("ramfs", "mode=700");

    /// <summary>A file system on a device.</summary>
    public static SmallDisk On(LoopDevice device)
    {
        Assert.SkipWhen(LoopDevice.Run("mkfs.ext4", "-q", "-F", device.Path).Code != 0, "no ext4 can be made here");
        return new("ext4", "rw", device.Path);
    }

    /// <summary>A file system that is laid over parts of another one.</summary>
    public static SmallDisk Over(SmallDisk other)
    {
        foreach (var part in (string[])["lower", "upper", "work"])
        {
            Directory.CreateDirectory(other.File(part));
        }

        return new("overlay", $"lowerdir={other.File("lower")},upperdir={other.File("upper")},workdir={other.File("work")}");
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
