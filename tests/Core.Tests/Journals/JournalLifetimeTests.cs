using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>The hint how long records stay.</summary>
public sealed class JournalLifetimeTests : JournalTest
{
    [Theory]
    [InlineData(WriteLifetime.ShortLived, 2)]
    [InlineData(WriteLifetime.Extreme, 5)]
    public void The_device_is_told_how_long_the_records_stay(WriteLifetime lifetime, int expected)
    {
        using var journal = Open(Small with { WriteLifetime = lifetime });
        HintOf(Path).ShouldBe(expected);
    }

    [Fact]
    public void A_lifetime_that_nobody_takes_is_no_error()
    {
        var platform = new FaultingPlatform();
        platform.Fail(nameof(StoragePlatform.SetWriteLifetime), ForwardingPlatform.DeviceError);
        using var journal = new CallerFileSystem(platform).OpenJournal(Path, Small with { WriteLifetime = WriteLifetime.LongLived });
        journal.AppendAndCommit(Text("one"));
        platform.CallsOf(nameof(StoragePlatform.SetWriteLifetime)).ShouldBe(1);
        Should.Throw<ArgumentOutOfRangeException>(() => Small with { WriteLifetime = (WriteLifetime)6 });
    }

    /// <summary>The hint of the inode, as another process sees it.</summary>
    private static int HintOf(string path)
    {
        const string Script = "import fcntl,sys,struct; print(struct.unpack('Q', fcntl.fcntl(open(sys.argv[1]), 1035, b'\\0' * 8))[0])";
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Script, path]) { RedirectStandardOutput = true })!;
            return int.Parse(python.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            throw;
        }
    }
}
