using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The calls of Windows. A caller of a failed call reads the error on the very next line.</summary>
/// <remarks>None suppresses the GC transition: each of them can block.</remarks>
internal static unsafe partial class Kernel32
{
    public const nint InvalidHandle = -1;

    /// <summary>What <c>GetCurrentProcess</c> returns; it is no handle to close.</summary>
    public const nint CurrentProcess = -1;

    private const string Library = "kernel32";

    [LibraryImport(Library, EntryPoint = "CreateFileW", SetLastError = true)]
    public static partial nint CreateFile(char* path, uint access, uint share, void* security, uint disposition, uint flags, nint template);

    [LibraryImport(Library, EntryPoint = "ReOpenFile", SetLastError = true)]
    public static partial nint ReopenFile(nint file, uint access, uint share, uint flags);

    [LibraryImport(Library, EntryPoint = "CloseHandle", SetLastError = true)]
    public static partial int Close(nint handle);

    [LibraryImport(Library, EntryPoint = "DuplicateHandle", SetLastError = true)]
    public static partial int Duplicate(nint from, nint handle, nint to, nint* duplicate, uint access, int inherit, uint options);

    [LibraryImport(Library, EntryPoint = "GetFileType", SetLastError = true)]
    public static partial uint GetFileType(nint file);

    [LibraryImport(Library, EntryPoint = "GetFileAttributesW", SetLastError = true)]
    public static partial uint GetAttributes(char* path);

    [LibraryImport(Library, EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    public static partial int GetInformation(nint file, int kind, void* result, uint size);

    [LibraryImport(Library, EntryPoint = "GetFileInformationByHandle", SetLastError = true)]
    public static partial int GetInformation(nint file, ByHandleInformation* result);

    [LibraryImport(Library, EntryPoint = "SetFileInformationByHandle", SetLastError = true)]
    public static partial int SetInformation(nint file, int kind, void* value, uint size);

    [LibraryImport(Library, EntryPoint = "ReadFile", SetLastError = true)]
    public static partial int Read(nint file, byte* buffer, uint count, uint* transferred, Overlapped* place);

    [LibraryImport(Library, EntryPoint = "WriteFile", SetLastError = true)]
    public static partial int Write(nint file, byte* buffer, uint count, uint* transferred, Overlapped* place);

    [LibraryImport(Library, EntryPoint = "SetFilePointerEx", SetLastError = true)]
    public static partial int Seek(nint file, long distance, long* position, uint from);

    [LibraryImport(Library, EntryPoint = "DeviceIoControl", SetLastError = true)]
    public static partial int Control(
        nint file, uint request, void* input, uint inputSize, void* output, uint outputSize, uint* returned, nint place);

    [LibraryImport(Library, EntryPoint = "GetVolumeInformationByHandleW", SetLastError = true)]
    public static partial int GetVolume(
        nint file, char* name, uint nameLength, uint* serial, uint* longestComponent, uint* flags, char* fileSystem, uint fileSystemLength);

    [LibraryImport(Library, EntryPoint = "FlushFileBuffers", SetLastError = true)]
    public static partial int Flush(nint file);

    [LibraryImport(Library, EntryPoint = "CreateFileMappingW", SetLastError = true)]
    public static partial nint CreateSection(nint file, void* security, uint protection, uint sizeHigh, uint sizeLow, char* name);

    [LibraryImport(Library, EntryPoint = "MapViewOfFile", SetLastError = true)]
    public static partial nint MapView(nint section, uint access, uint offsetHigh, uint offsetLow, nuint length);

    [LibraryImport(Library, EntryPoint = "UnmapViewOfFile", SetLastError = true)]
    public static partial int UnmapView(nint address);

    [LibraryImport(Library, EntryPoint = "FlushViewOfFile", SetLastError = true)]
    public static partial int FlushView(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "VirtualLock", SetLastError = true)]
    public static partial int LockMemory(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "VirtualUnlock", SetLastError = true)]
    public static partial int UnlockMemory(nint address, nuint length);

    [LibraryImport(Library, EntryPoint = "PrefetchVirtualMemory", SetLastError = true)]
    public static partial int Prefetch(nint process, nuint count, MemoryRange* ranges, uint flags);

    [LibraryImport(Library, EntryPoint = "ReadProcessMemory", SetLastError = true)]
    public static partial int ReadMemory(nint process, nint address, byte* buffer, nuint count, nuint* transferred);

    [LibraryImport(Library, EntryPoint = "WriteProcessMemory", SetLastError = true)]
    public static partial int WriteMemory(nint process, nint address, byte* buffer, nuint count, nuint* transferred);

    [LibraryImport(Library, EntryPoint = "LockFileEx", SetLastError = true)]
    public static partial int Lock(nint file, uint flags, uint reserved, uint lengthLow, uint lengthHigh, Overlapped* place);

    [LibraryImport(Library, EntryPoint = "UnlockFileEx", SetLastError = true)]
    public static partial int Unlock(nint file, uint reserved, uint lengthLow, uint lengthHigh, Overlapped* place);

    [LibraryImport(Library, EntryPoint = "MoveFileExW", SetLastError = true)]
    public static partial int Move(char* from, char* to, uint flags);

    [LibraryImport(Library, EntryPoint = "CreateDirectoryW", SetLastError = true)]
    public static partial int CreateDirectory(char* path, void* security);
}
