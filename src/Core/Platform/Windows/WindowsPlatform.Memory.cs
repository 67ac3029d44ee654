namespace Mapwright;

/// <summary>Pages of views. What the system tells of residency is about the process's working set alone, so that it is not asked.</summary>
internal sealed unsafe partial class WindowsPlatform
{
    /// <remarks>The order of accesses and huge pages are not to be advised on views; what was never advised is taken back with nothing.</remarks>
    public override IoResult AdviseMapping(PlatformMapping mapping, long offset, long length, MapAdvice advice)
    {
        switch (advice)
        {
            case MapAdvice.Normal:
                return IoResult.Success();
            case MapAdvice.WillNeed:
                var range = new MemoryRange(mapping.Address + (nint)offset, (nuint)length);
                return Kernel32.Prefetch(Kernel32.CurrentProcess, 1, &range, 0) != 0 ? IoResult.Success() : LastError();
            default:
                return NotSupported;
        }
    }

    public override IoResult LockMapping(PlatformMapping mapping, long offset, long length) =>
        Kernel32.LockMemory(mapping.Address + (nint)offset, (nuint)length) != 0 ? IoResult.Success() : LastError();

    /// <remarks>The system refuses an interval with a page that is not locked, which is passed over here.</remarks>
    public override IoResult UnlockMapping(PlatformMapping mapping, long offset, long length)
    {
        var address = mapping.Address + (nint)offset;
        var result = Unlock(address, (nuint)length);
        if (result.Error != WindowsErrors.NotLocked)
        {
            return result;
        }

        var end = address + (nint)length;
        for (var page = address & -(nint)PageSize; page < end; page += PageSize)
        {
            result = Unlock(page, 1);
            if (result.IsFailure && result.Error != WindowsErrors.NotLocked)
            {
                return result;
            }
        }

        return IoResult.Success();
    }

    private static IoResult Unlock(nint address, nuint length) =>
        Kernel32.UnlockMemory(address, length) != 0 ? IoResult.Success() : LastError();
}
