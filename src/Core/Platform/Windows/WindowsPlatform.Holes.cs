using System.Runtime.InteropServices;

namespace Mapwright;

internal sealed unsafe partial class WindowsPlatform
{
    private const uint SetSparse = 0x900C4;
    private const uint SetZeroData = 0x980C8;
    private const uint QueryAllocatedRanges = 0x940CF;

    /// <summary><c>FILE_SUPPORTS_SPARSE_FILES</c>.</summary>
    private const uint SupportsSparseFiles = 0x40;

    private const uint CompressedAttribute = 0x800;
    private const int LongestName = 32;

    /// <remarks>The file becomes sparse. What is given back are whole units of 64 KiB on NTFS; the rest of the interval becomes zeros that are stored.</remarks>
    public override IoResult PunchHole(PlatformFile file, long offset, long length)
    {
        var handle = HandleOf(file);
        var sparse = Control(handle, SetSparse, (byte)1);
        return sparse.IsFailure ? sparse : MakeZeros(handle, offset, length);
    }

    public override bool CanPunchHoles(PlatformFile file)
    {
        uint flags;
        return Kernel32.GetVolume(HandleOf(file), null, 0, null, null, &flags, null, 0) != 0 && (flags & SupportsSparseFiles) != 0;
    }

    /// <remarks>In a sparse file the same request would give the blocks back.</remarks>
    public override IoResult ZeroRange(PlatformFile file, long offset, long length)
    {
        var handle = HandleOf(file);
        var asked = Get(handle, BasicInformation.Kind, out BasicInformation basic);
        return asked.IsFailure ? asked : (basic.Attributes & SparseAttribute) != 0 ? NotSupported : MakeZeros(handle, offset, length);
    }

    public override IoResult FindExtent(PlatformFile file, long offset, out FileExtent extent)
    {
        extent = default;
        var handle = HandleOf(file);
        var asked = Get(handle, StandardInformation.Kind, out StandardInformation standard);
        if (asked.IsFailure || offset >= standard.Length)
        {
            return asked;
        }

        var wanted = new FileInterval(offset, standard.Length - offset);
        FileInterval found;
        uint bytes = 0;
        if (Kernel32.Control(handle, QueryAllocatedRanges, &wanted, (uint)sizeof(FileInterval), &found, (uint)sizeof(FileInterval), &bytes, 0) == 0)
        {
            var failure = LastError();
            if (failure.Error != WindowsErrors.MoreData)
            {
                return failure;
            }
        }

        if (bytes == 0)
        {
            return IoResult.Success(0);
        }

        var start = Math.Max(offset, found.Offset);
        extent = new FileExtent(start, Math.Min(found.Offset + found.Second, standard.Length) - start);
        return IoResult.Success(1);
    }

    /// <remarks>NTFS writes in place, unless the file is sparse or compressed. ReFS and others do not, or do not say.</remarks>
    public override AllocationGuarantee GuaranteeOf(PlatformFile file)
    {
        var asked = Get(HandleOf(file), BasicInformation.Kind, out BasicInformation basic);
        var isNtfs = !asked.IsFailure && DescribeFileSystem(file) == "NTFS";
        return isNtfs && (basic.Attributes & (SparseAttribute | CompressedAttribute)) == 0 ? AllocationGuarantee.Full : AllocationGuarantee.None;
    }

    public override string DescribeFileSystem(PlatformFile file)
    {
        var name = stackalloc char[LongestName];
        return Kernel32.GetVolume(HandleOf(file), null, 0, null, null, null, name, LongestName) != 0 ? new string(name) : "";
    }

    private static IoResult MakeZeros(nint handle, long offset, long length) =>
        Control(handle, SetZeroData, new FileInterval(offset, offset + length));

    private static IoResult Control<T>(nint handle, uint request, T argument)
        where T : unmanaged
    {
        uint bytes;
        return Kernel32.Control(handle, request, &argument, (uint)sizeof(T), null, 0, &bytes, 0) != 0 ? IoResult.Success() : LastError();
    }
}
