using System.Runtime.InteropServices;

namespace Mapwright.Core.Tests.Platform;

/// <summary>Runs alone: the limit is the whole process's.</summary>
[CollectionDefinition(nameof(FileSizeLimitTests), DisableParallelization = true)]
[Collection(nameof(FileSizeLimitTests))]
public sealed unsafe partial class FileSizeLimitTests : PlatformTest
{
    private const int FileSize = 1;
    private const int Limit = 1 << 20;

    [Fact]
    public void A_write_beyond_the_limit_is_too_large_and_does_not_end_the_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit");
        var file = Create("limited");
        ulong* limits = stackalloc ulong[2];
        GetLimit(FileSize, limits).ShouldBe(0);
        var before = limits[0];
        limits[0] = Limit;
        SetLimit(FileSize, limits).ShouldBe(0);
        try
        {
            var written = Platform.WriteAt(file, new byte[100], Limit - 60);
            Platform.CodeOf(written).ShouldBe(StorageErrorCode.TooLarge);
            written.Value.ShouldBe(60);
            Platform.CodeOf(Platform.SetLength(file, Limit + 1)).ShouldBe(StorageErrorCode.TooLarge);
        }
        finally
        {
            limits[0] = before;
            SetLimit(FileSize, limits).ShouldBe(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* limits);
}
