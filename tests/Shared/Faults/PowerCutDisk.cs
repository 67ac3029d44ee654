using System.Diagnostics;

namespace Mapwright.Tests.Faults;

/// <summary>
/// A file system on an image of its own, whose power can be cut: what was not flushed is lost, and whoever uses it is refused until it is mounted again. Needs the
/// right to mount; a test that lacks it is skipped.
/// </summary>
public sealed class PowerCutDisk : IDisposable
{
    private const long Size = 400 << 20;

    private static readonly TimeSpan s_longestNamespace = TimeSpan.FromMinutes(2);

    private readonly string _image;

    /// <param name="kind">The kind of the file system: <c>xfs</c> or <c>ext4</c>.</param>
    /// <param name="folder">Where the image is made, and mounted.</param>
    public PowerCutDisk(string kind, string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the power of a file system is cut by a call of Linux");
        _image = System.IO.Path.Combine(folder, "image");
        Path = Directory.CreateDirectory(System.IO.Path.Combine(folder, "disk")).FullName;
        using (var image = File.Create(_image))
        {
            image.SetLength(Size);
        }

        Assert.SkipUnless(Run($"mkfs.{kind}", "-q", _image) == 0, $"mkfs.{kind} is not installed");
        Assert.SkipUnless(Run("xfs_io", "-V") == 0, "xfs_io, which cuts the power, is not installed");
        Assert.SkipUnless(TryMount(), $"mounting {kind} is not permitted here");
    }

    public string Path { get; }

    /// <summary>Cuts the power: not even the log of the file system is written any more.</summary>
    public void Cut() => Run("xfs_io", "-x", "-c", "shutdown", Path).ShouldBe(0, "the power was not cut");

    public void Sync() => Run("sync", "--file-system", Path).ShouldBe(0);

    /// <summary>Mounts it again. Fails where a process still has a file of it open, or a page mapped.</summary>
    public void Remount()
    {
        // A namespace of mounts that another test's process made meanwhile has this one too, and keeps the file system that was cut until it ends: so long
        // mounting gives that one again.
        var waited = Stopwatch.StartNew();
        do
        {
            Run("umount", Path).ShouldBe(0, "somebody still uses the disk");
            TryMount().ShouldBeTrue("the file system did not survive");
        }
        while (IsCut() && waited.Elapsed < s_longestNamespace);
    }

    public void Dispose() => Run("umount", "--lazy", Path);

    private bool IsCut()
    {
        try
        {
            var probe = System.IO.Path.Combine(Path, "probe");
            File.Create(probe).Dispose();
            File.Delete(probe);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private bool TryMount() => Run("mount", "-o", "loop", _image, Path) == 0;

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 127;
        }
    }
}
