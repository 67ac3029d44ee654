namespace Mapwright.Testing;

/// <summary>Opening, closing, metadata and locks.</summary>
public sealed partial class SimulatedPlatform
{
    private const ulong FirstDevice = 0x5111;

    /// <inheritdoc/>
    public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
    {
        ArgumentNullException.ThrowIfNull(path);
        file = null;
        using var turn = Enter(SimulatedPrimitive.Open, path);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var error = _tree.Locate(path, out var entry);
        if (error != SimulatedError.None)
        {
            return Failure(error);
        }

        var node = entry.Live;
        switch (node, request.Disposition)
        {
            case (null, FileDisposition.OpenExisting):
                return Failure(SimulatedError.NotFound);
            case (not null, FileDisposition.CreateNew):
                return Failure(SimulatedError.AlreadyExists);
            case (DirectoryNode, _):
                return Failure(SimulatedError.IsDirectory);
        }

        var opened = node as FileNode ?? _tree.CreateFile(entry, request.UnixMode);
        opened.Hold();
        OpenFiles++;
        file = new SimulatedFile(opened, SimulatedPath.ForMessages(path), request.Rights, _boot);
        return IoResult.Success(node is null ? 1 : 0);
    }

    /// <inheritdoc/>
    /// <remarks>Takes blocks of the disk as any file does.</remarks>
    public override IoResult CreateAnonymous(string name, out PlatformFile? file)
    {
        ArgumentNullException.ThrowIfNull(name);
        file = null;
        using var turn = Enter(SimulatedPrimitive.CreateAnonymous, name);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var opened = new FileNode(_volume, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        opened.Hold();
        OpenFiles++;
        file = new SimulatedFile(opened, name, FileRights.ReadWrite, _boot);
        return IoResult.Success(1);
    }

    /// <inheritdoc/>
    /// <remarks>The handle is gone, and its lock with it, also when a fault makes the close fail. Of a handle that a power cut took, it succeeds.</remarks>
    public override IoResult Close(PlatformFile file)
    {
        if (file is SimulatedDirectory directory)
        {
            return Close(directory);
        }

        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Close, own);
        if (turn.IsPowerLost)
        {
            own.IsClosed = true;
            return IoResult.Success();
        }

        if (turn.IsRefused(out var refusal))
        {
            return refusal;
        }

        own.IsClosed = true;
        OpenFiles--;
        ReleaseLock(own);
        own.Node.RangeLocks.Release(own, 0, long.MaxValue);
        own.Node.LetGo();
        return turn.Fails(out var failure) ? failure : IoResult.Success();
    }

    /// <inheritdoc/>
    public override IoResult GetMetadata(PlatformFile file, out FileMetadata metadata)
    {
        metadata = default;
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.GetMetadata, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        metadata = Describe(own.Node);
        return IoResult.Success();
    }

    /// <inheritdoc/>
    public override IoResult GetLength(PlatformFile file)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.GetLength, own);
        return turn.Fails(out var failure) ? failure : IoResult.Success(Describe(own.Node).Length);
    }

    /// <inheritdoc/>
    public override IoResult GetMetadata(string path, bool followLinks, out FileMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(path);
        metadata = default;
        using var turn = Enter(SimulatedPrimitive.GetMetadata, path);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var error = _tree.Find(path, out var node);
        if (error == SimulatedError.None)
        {
            metadata = Describe(node!);
        }

        return Outcome(error);
    }

    /// <summary>Describes a node. The device is another one after each power cut: to a process of that time, nothing that it knows of the file holds any more.</summary>
    private FileMetadata Describe(Node node)
    {
        var identity = new FileIdentity(FirstDevice + (ulong)_boot, (ulong)node.Id, node.Birth.UtcTicks);
        var metadata = node is FileNode file
            ? new FileMetadata(
                identity, FileKind.Regular, file.Length, file.AllocatedLength, file.Mode, file.LastWrite, file.LastAccess, file.Change)
            {
                LinkCount = file.IsLinked ? 1 : 0,
                UserId = file.UserId,
                GroupId = file.GroupId,
            }
            : new FileMetadata(identity, FileKind.Directory, 0, 0, node.Mode, node.Birth, node.Birth, node.Birth) { LinkCount = 1 };
        return metadata with { CreationTime = node.Birth, BlockSize = SparseImage.BlockSize };
    }
}
