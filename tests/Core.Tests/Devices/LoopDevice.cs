using System.Diagnostics;

namespace Mapwright.Core.Tests.Devices;

/// <summary>A block device of the system over a file. Needs the right to make one; a test that lacks it is skipped.</summary>
public sealed class LoopDevice : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public LoopDevice(long size, int sectorSize = 512)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "loop devices are of Linux alone");
        Image = _folder.File("image");
        using (var image = File.Create(Image))
        {
            image.SetLength(size);
        }

        var (code, output) = Run("losetup", "--find", "--show", "--sector-size", $"{sectorSize}", Image);
        Path = output.Trim();
        if (code != 0)
        {
            _folder.Dispose();
            Assert.Skip("making a loop device is not permitted here");
        }
    }

    public string Path { get; }

    /// <summary>The file behind it.</summary>
    public string Image { get; }

    public string Folder => _folder.Path;

    public void Dispose()
    {
        Run("losetup", "--detach", Path);
        _folder.Dispose();
    }

    public static (int Code, string Output) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "");
        }
    }
}
