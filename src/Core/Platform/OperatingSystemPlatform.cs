namespace Mapwright;

/// <summary>Chooses the platform of the operating system that the process runs on.</summary>
internal static class OperatingSystemPlatform
{
    public static StoragePlatform Instance => Holder.Platform ?? throw new PlatformNotSupportedException(
        "Mapwright has no storage platform for this system; Linux, Windows and macOS on x64 and arm64 have one. "
        + "Pass a platform of your own to the file system's constructor.");

    private static class Holder
    {
        public static readonly StoragePlatform? Platform =
            LinuxPlatform.IsSupported ? new LinuxPlatform()
            : WindowsPlatform.IsSupported ? new WindowsPlatform()
            : MacOSPlatform.IsSupported ? new MacOSPlatform()
            : null;
    }
}
