using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The primitives of 64-bit Windows.</summary>
/// <remarks>
/// Handles are synchronous: the system runs one transfer of a handle at a time, and each names its own offset.
/// They share reading, writing and deleting with everybody, as open files do on Unix.
/// </remarks>
internal sealed unsafe partial class WindowsPlatform : StoragePlatform
{
    /// <summary>Whether the layouts here are those of this process.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public override string Name => "Windows";

    internal override bool UsesCurrentDirectory => true;

    public override int PageSize { get; } = Environment.SystemPageSize;

    protected internal override IoResult NotSupported => IoResult.Failure(WindowsErrors.NotSupported);

    public override bool AllowsNative(StoragePrimitive primitive) => true;

    public override StorageErrorCode Classify(int error) => WindowsErrors.Classify(error);

    public override string Describe(int error) => WindowsErrors.Describe(error);

    private static nint HandleOf(PlatformFile file) => ((WindowsFile)file).Handle;

    private static IoResult LastError() => IoResult.Failure(Marshal.GetLastPInvokeError());

    private static IoResult UnusablePath => IoResult.Failure(WindowsErrors.UnusablePath);
}
