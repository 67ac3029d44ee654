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
    /// <remarks>The handle is gone, and its lock with it, also when a fault makes the close fail. Of a handle that a power cut took, it succeeds.</remarks>
    public override IoResult Close(PlatformFile file)
    {
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

    /// <inheritdoc/>
    /// <remarks>As <c>flock</c>: the lock belongs to the open file, and a conversion that is refused has lost the lock that was held.</remarks>
    public override IoResult TryLock(PlatformFile file, LockMode mode)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.TryLock, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var locks = own.Node.Locks;
        if (locks.TryGetValue(own, out var held) && held == mode)
        {
            return IoResult.Success();
        }

        ReleaseLock(own);
        if (mode == LockMode.Exclusive ? locks.Count > 0 : locks.ContainsValue(LockMode.Exclusive))
        {
            return Failure(SimulatedError.WouldBlock);
        }

        locks.Add(own, mode);
        HeldLocks++;
        return IoResult.Success();
    }

    /// <inheritdoc/>
    /// <remarks>Succeeds without a lock too, and of a handle that a power cut took.</remarks>
    public override IoResult Unlock(PlatformFile file)
    {
        var own = (SimulatedFile)file;
        using var turn = Enter(SimulatedPrimitive.Unlock, own);
        if (turn.IsPowerLost)
        {
            return IoResult.Success();
        }

        if (turn.Fails(out var failure))
        {
            return failure;
        }

        ReleaseLock(own);
        return IoResult.Success();
    }

    private void ReleaseLock(SimulatedFile file)
    {
        if (file.Node.Locks.Remove(file))
        {
            HeldLocks--;
        }
    }

    /// <summary>Describes a node. The device is another one after each power cut: to a process of that time, nothing that it knows of the file holds any more.</summary>
    private FileMetadata Describe(Node node)
    {
        var identity = new FileIdentity(FirstDevice + (ulong)_boot, (ulong)node.Id, node.Birth.UtcTicks);
        return node is FileNode file
            ? new FileMetadata(
                identity, FileKind.Regular, file.Length, file.AllocatedLength, file.Mode, file.LastWrite, file.LastAccess, file.Change)
            : new FileMetadata(identity, FileKind.Directory, 0, 0, node.Mode, node.Birth, node.Birth, node.Birth);
    }
}
