using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The primitives of Linux on x64 and arm64.</summary>
internal sealed unsafe partial class LinuxPlatform : StoragePlatform
{
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    // By default the signal ends the process; handled, the write fails with EFBIG as it should.
    private static readonly PosixSignalRegistration s_fileSizeExceeded =
        PosixSignalRegistration.Create(FileSizeExceeded, static context => context.Cancel = true);

    public LinuxPlatform(LinuxFile? root = null)
    {
        _root = root;

        // Touched, so that it is made before the first write and not when the runtime gets to it.
        GC.KeepAlive(s_fileSizeExceeded);
    }

    /// <summary>Whether the constants and layouts here are those of this process.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public override string Name => "Linux";

    public override int PageSize { get; } = Environment.SystemPageSize;

    protected internal override IoResult NotSupported => IoResult.Failure(LinuxErrors.EOPNOTSUPP);

    public override bool AllowsNative(StoragePrimitive primitive) => true;

    public override StorageErrorCode Classify(int error) => LinuxErrors.Classify(error);

    public override string Describe(int error) => LinuxErrors.Describe(error);

    private static int Descriptor(PlatformFile file) => ((LinuxFile)file).Descriptor;

    /// <summary>The outcome of a call that returned this; it was the last one.</summary>
    private static IoResult Outcome(int returned) => returned == 0 ? IoResult.Success() : LastError();

    private static IoResult LastError() => IoResult.Failure(Marshal.GetLastPInvokeError());

    /// <summary>Whether the call that just failed is to be made again; if not, its failure.</summary>
    private static bool WasInterrupted(out IoResult failure)
    {
        failure = LastError();
        return failure.Error == LinuxErrors.EINTR;
    }

    private static IoResult UnusablePath => IoResult.Failure(LinuxErrors.UnusablePath);
}
