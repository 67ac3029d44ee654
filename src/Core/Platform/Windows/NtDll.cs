using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The one call that Windows has below its documented surface alone: what a handle was opened for.</summary>
internal static unsafe partial class NtDll
{
    [LibraryImport("ntdll", EntryPoint = "NtQueryInformationFile")]
    public static partial int QueryFile(nint file, nuint* status, void* result, uint size, int kind);
}
