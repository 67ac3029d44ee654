using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.Core.Tests.Fakes;

/// <summary>As if a process were forked before each close, and none of them had started its program yet: every file stays open somewhere.</summary>
public sealed partial class ForkingPlatform : ForwardingPlatform, IDisposable
{
    private readonly List<SafeFileHandle> _handles = [];

    public void Dispose() => _handles.ForEach(handle => handle.Dispose());

    public override IoResult Close(PlatformFile file)
    {
        _handles.Add(new SafeFileHandle(Duplicate((int)file.SafeHandle!.DangerousGetHandle()), ownsHandle: true));
        return base.Close(file);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);
}
