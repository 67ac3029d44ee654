using Mapwright.Bench.Runtime.Harness;
using Mapwright.Bench.Runtime.Workloads;
using Mapwright.Pooled;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.Bench.Runtime.Rows;

/// <summary>Blocks of a device against the same bytes of a plain file, cached, one after the other.</summary>
internal abstract class DeviceTransfer : Row
{
    private const int Megabytes = 64;

    public sealed override void Run(Session session)
    {
        var own = Blocks.Create(session.Directory, Megabytes, seed: 1);
        var other = Blocks.Create(session.Directory, Megabytes, seed: 2);
        using var device = BlockDevice.Open(own.Path, new BlockDeviceOptions { BlockSize = Blocks.Size });
        using var handle = File.OpenHandle(other.Path, access: FileAccess.ReadWrite);
        var buffer = new byte[Blocks.Size];
        var place = 0;
        var comparison = session.Compare(
            "4 KiB blocks",
            new Contender("RandomAccess", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    Transfer(handle, buffer, other.Offset(place++));
                }
            }),
            new Contender("BlockDevice", count =>
            {
                for (var i = 0; i < count; i++)
                {
                    Transfer(device, buffer, own.Offset(place++));
                }
            }));
        session.AtLeast("cpu", comparison.ProcessorSpeed("BlockDevice", "RandomAccess"), 0.98);
        session.NoAllocation("bytes", comparison.Bytes("BlockDevice"));
    }

    protected abstract void Transfer(SafeFileHandle handle, byte[] buffer, long offset);

    protected abstract void Transfer(BlockDevice device, byte[] buffer, long offset);
}

internal sealed class DeviceRead : DeviceTransfer
{
    public override string Name => "device-read";

    public override string Title => "A cached 4 KiB block read from a device, blocking";

    protected override void Transfer(SafeFileHandle handle, byte[] buffer, long offset) => RandomAccess.Read(handle, buffer, offset);

    protected override void Transfer(BlockDevice device, byte[] buffer, long offset) => device.Read(buffer, offset);
}

internal sealed class DeviceWrite : DeviceTransfer
{
    public override string Name => "device-write";

    public override string Title => "A 4 KiB block written to a device's cache, blocking";

    protected override void Transfer(SafeFileHandle handle, byte[] buffer, long offset) => RandomAccess.Write(handle, buffer, offset);

    protected override void Transfer(BlockDevice device, byte[] buffer, long offset) => device.Write(buffer, offset);
}
