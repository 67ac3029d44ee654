using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace Mapwright.Testing;

/// <summary>Zeroed, page-aligned native memory, which the system commits when it is touched.</summary>
/// <remarks>
/// Freed by its finalizer when nobody frees it before. The finalizer is a critical one: those run after the ordinary
/// ones, so an abandoned mapped file whose own finalizer unmaps still finds its pages.
/// </remarks>
internal sealed unsafe class NativePages : CriticalFinalizerObject, IDisposable
{
    private void* _allocation;

    private NativePages(void* allocation, int pageSize)
    {
        _allocation = allocation;
        Address = (nint)(((nuint)allocation + (nuint)pageSize - 1) & ~((nuint)pageSize - 1));
    }

    ~NativePages() => Free();

    /// <summary>The address of the first page.</summary>
    public nint Address { get; }

    public bool IsFreed => _allocation == null;

    /// <summary>Reserves memory; null when there is none.</summary>
    public static NativePages? TryReserve(long length, int pageSize)
    {
        try
        {
            return new NativePages(NativeMemory.AllocZeroed((nuint)length + (nuint)pageSize), pageSize);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    public Span<byte> At(long offset, int length) => new((byte*)Address + offset, length);

    /// <summary>Zeros an interval without committing pages that were never touched.</summary>
    public void Clear(long offset, long end)
    {
        while (offset < end)
        {
            var piece = At(offset, (int)Math.Min(4096, end - offset));
            if (piece.ContainsAnyExcept((byte)0))
            {
                piece.Clear();
            }

            offset += piece.Length;
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_allocation);
        _allocation = null;
    }
}
