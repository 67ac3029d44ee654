namespace Mapwright;

internal sealed unsafe partial class LinuxPlatform
{
    private const int EPERM = 1;

    public override StoragePlatform Rooted(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var opened = OpenDirectoryDescriptor(directory, PathOnly, out var descriptor);
        StorageErrors.ThrowIfFailed(this, opened, nameof(Rooted), directory);
        var root = new LinuxFile(descriptor, FileRights.Read);
        var rooted = new LinuxPlatform(root);
        var tried = rooted.OpenWithin(s_self, PathOnly | DirectoryOnly | CloseOnExec, 0, out var probe);
        if (!tried.IsFailure)
        {
            Libc.Close(probe);
            return rooted;
        }

        Libc.Close(root.Release());

        // Kernels before 5.6 do not have the call, and some sandboxes refuse what they do not know.
        throw tried.Error is LinuxErrors.ENOSYS or EPERM
            ? new NotSupportedException(
                $"{nameof(Rooted)} of '{directory}' needs openat2, which this kernel or its sandbox does not have ({Describe(tried.Error)}).")
            : StorageErrors.From(this, tried, nameof(Rooted), directory);
    }
}
