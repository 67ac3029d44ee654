namespace Mapwright;

/// <summary>What an opened <see cref="BlockDeviceBase"/> is made from; passed through by an adapter's hook.</summary>
public sealed class BlockDeviceState
{
    internal BlockDeviceState(FileSystemBase owner, OpenFile file, BlockDeviceOptions options, long start, long size, bool supportsTrim, WriteGate? whole = null)
    {
        Owner = owner;
        File = file;
        Options = options;
        Start = start;
        Size = size;
        SupportsTrim = supportsTrim;
        IsSlice = whole is not null;
        Gate = whole ?? new WriteGate();
    }

    internal FileSystemBase Owner { get; }

    internal OpenFile File { get; }

    internal BlockDeviceOptions Options { get; }

    /// <summary>Where the device begins in the file, in bytes.</summary>
    internal long Start { get; }

    /// <summary>The length of the device in bytes.</summary>
    internal long Size { get; }

    /// <summary>Whether blocks can be given back.</summary>
    internal bool SupportsTrim { get; }

    /// <summary>Whether the device is a part of another one.</summary>
    internal bool IsSlice { get; }

    /// <summary>What the writes of the device, and of its slices, go through.</summary>
    internal WriteGate Gate { get; }
}
