using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The C library's calls, as they are on macOS. A caller of a failed call reads the error on the very next line.</summary>
/// <remarks>
/// On arm64 the arguments behind the dots of a variadic function stand on the stack, whatever registers are free. A signature that
/// first fills the eight registers of arguments puts them there.
/// </remarks>
internal static unsafe partial class LibSystem
{
    private const string Library = "libSystem.dylib";

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static int Open(byte* path, int flags, uint mode) =>
        IsArm64 ? OpenOnArm64(path, flags, 0, 0, 0, 0, 0, 0, mode) : OpenOnX64(path, flags, mode);

    public static int FileControl(int fd, int command, nint argument) =>
        IsArm64 ? FileControlOnArm64(fd, command, 0, 0, 0, 0, 0, 0, argument) : FileControlOnX64(fd, command, argument);

    public static int Stat(int fd, FileStat* result) => IsArm64 ? StatOnArm64(fd, result) : StatOnX64(fd, result);

    public static int Stat(byte* path, FileStat* result) => IsArm64 ? StatOnArm64(path, result) : StatOnX64(path, result);

    public static int StatLink(byte* path, FileStat* result) => IsArm64 ? StatLinkOnArm64(path, result) : StatLinkOnX64(path, result);

    public static int StatFileSystem(int fd, FileSystemStat* result) =>
        IsArm64 ? StatFileSystemOnArm64(fd, result) : StatFileSystemOnX64(fd, result);

    [LibraryImport(Library, EntryPoint = "getattrlistbulk", SetLastError = true)]
    public static partial int ReadEntries(int directory, AttributeList* wanted, void* buffer, nuint size, ulong options);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    public static partial nint Read(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint Write(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(int fd, long offset, int from);

    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(int fd, long length);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int fd);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(int fd, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(int fd, uint mode);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    public static partial int ChangeTimes(int fd, TimeSpec* times);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(int fd, int operation);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport(Library, EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "msync", SetLastError = true)]
    public static partial int SyncMapping(nint address, nuint length, int flags);

    [LibraryImport(Library, EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport(Library, EntryPoint = "mlock", SetLastError = true)]
    public static partial int LockMemory(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "munlock", SetLastError = true)]
    public static partial int UnlockMemory(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "mincore", SetLastError = true)]
    public static partial int Residency(nint address, nuint length, byte* pages);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true)]
    public static partial int Rename(byte* from, byte* to);

    [LibraryImport(Library, EntryPoint = "renamex_np", SetLastError = true)]
    public static partial int Rename(byte* from, byte* to, uint flags);

    [LibraryImport(Library, EntryPoint = "fclonefileat", SetLastError = true)]
    public static partial int Clone(int source, int directory, byte* path, uint flags);

    [LibraryImport(Library, EntryPoint = "unlink", SetLastError = true)]
    public static partial int Unlink(byte* path);

    [LibraryImport(Library, EntryPoint = "rmdir", SetLastError = true)]
    public static partial int RemoveDirectory(byte* path);

    [LibraryImport(Library, EntryPoint = "mkdir", SetLastError = true)]
    public static partial int MakeDirectory(byte* path, uint mode);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    private static partial int OpenOnX64(byte* path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    private static partial int OpenOnArm64(byte* path, int flags, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, nuint mode);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControlOnX64(int fd, int command, nint argument);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControlOnArm64(int fd, int command, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, nint argument);

    [LibraryImport(Library, EntryPoint = "fstat", SetLastError = true)]
    private static partial int StatOnArm64(int fd, FileStat* result);

    [LibraryImport(Library, EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int StatOnX64(int fd, FileStat* result);

    [LibraryImport(Library, EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int StatFileSystemOnArm64(int fd, FileSystemStat* result);

    [LibraryImport(Library, EntryPoint = "fstatfs$INODE64", SetLastError = true)]
    private static partial int StatFileSystemOnX64(int fd, FileSystemStat* result);

    [LibraryImport(Library, EntryPoint = "stat", SetLastError = true)]
    private static partial int StatOnArm64(byte* path, FileStat* result);

    [LibraryImport(Library, EntryPoint = "stat$INODE64", SetLastError = true)]
    private static partial int StatOnX64(byte* path, FileStat* result);

    [LibraryImport(Library, EntryPoint = "lstat", SetLastError = true)]
    private static partial int StatLinkOnArm64(byte* path, FileStat* result);

    [LibraryImport(Library, EntryPoint = "lstat$INODE64", SetLastError = true)]
    private static partial int StatLinkOnX64(byte* path, FileStat* result);
}
