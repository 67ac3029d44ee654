using System.Runtime.InteropServices;

namespace Mapwright;

/// <summary>The native library that reports faults of mappings instead of letting them end the process; built from src/Native.</summary>
internal static unsafe partial class FaultGuard
{
    private const string Library = "mapwright_guard";
    private const string Switch = "Mapwright.NativeGuard";
    private const DllImportSearchPath Places = DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.System32;

    /// <summary>Whether the library is here, was not switched off, and its handler is in place.</summary>
    public static bool IsInstalled { get; } = IsWanted && NativeLibrary.TryLoad(Library, typeof(FaultGuard).Assembly, Places, out _) && Install() == 0;

    private static bool IsWanted => !AppContext.TryGetSwitch(Switch, out var wanted) || wanted;

    /// <summary>Guards pages; zero when there is no memory for it.</summary>
    [LibraryImport(Library, EntryPoint = "mapwright_guard_add")]
    [DefaultDllImportSearchPaths(Places)]
    public static partial nint Add(nint start, nuint length, RegionState* state);

    /// <summary>Ends a guard, before its pages are unmapped.</summary>
    [LibraryImport(Library, EntryPoint = "mapwright_guard_remove")]
    [DefaultDllImportSearchPaths(Places)]
    public static partial void Remove(nint guard);

    /// <summary>Copies.</summary>
    /// <returns>The count of bytes that were not copied, of which the first could not be read or written.</returns>
    [LibraryImport(Library, EntryPoint = "mapwright_guard_copy")]
    [DefaultDllImportSearchPaths(Places)]
    public static partial nuint Copy(byte* to, byte* from, nuint length);

    [LibraryImport(Library, EntryPoint = "mapwright_guard_install")]
    [DefaultDllImportSearchPaths(Places)]
    private static partial int Install();
}
