using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The primitives of macOS on x64 and arm64.</summary>
internal sealed unsafe partial class MacOSPlatform : StoragePlatform
{
    private const PosixSignal FileSizeExceeded = (PosixSignal)25;

    // By default the signal ends the process; handled, the write fails with EFBIG as it should.
    private readonly PosixSignalRegistration _fileSizeExceeded =
        PosixSignalRegistration.Create(FileSizeExceeded, static context => context.Cancel = true);

    /// <summary>Whether the constants and layouts here are those of this process.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public override string Name => "macOS";

    internal override bool UsesCurrentDirectory => true;

    public override int PageSize { get; } = Environment.SystemPageSize;

    protected internal override IoResult NotSupported => IoResult.Failure(MacOSErrors.ENOTSUP);

    public override bool AllowsNative(StoragePrimitive primitive) => true;

    public override StorageErrorCode Classify(int error) => MacOSErrors.Classify(error);

    public override string Describe(int error) => MacOSErrors.Describe(error);

    private static int Descriptor(PlatformFile file) => ((MacOSFile)file).Descriptor;

    private static IoResult LastError() => IoResult.Failure(Marshal.GetLastPInvokeError());

    /// <summary>Whether the call that just failed is to be made again; if not, its failure.</summary>
    private static bool WasInterrupted(out IoResult failure)
    {
        failure = LastError();
        return failure.Error == MacOSErrors.EINTR;
    }

    private static IoResult UnusablePath => IoResult.Failure(MacOSErrors.UnusablePath);
}
