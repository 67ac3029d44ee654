namespace Mapwright.Testing;

/// <summary>Reading directories.</summary>
public sealed partial class SimulatedPlatform
{
    /// <summary>Small, so that tests with few files meet more than one batch.</summary>
    private const int EntriesPerRead = 16;

    /// <inheritdoc/>
    /// <remarks>The entries are those at this moment. There are no links.</remarks>
    public override IoResult OpenDirectory(string path, bool followLinks, out PlatformFile? directory)
    {
        ArgumentNullException.ThrowIfNull(path);
        directory = null;
        using var turn = Enter(SimulatedPrimitive.OpenDirectory, path);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var error = _tree.Find(path, out var node);
        if (error != SimulatedError.None)
        {
            return Failure(error);
        }

        if (node is not DirectoryNode found)
        {
            return Failure(SimulatedError.NotDirectory);
        }

        var entries = found.Live.Select(entry => new DirectoryEntry(entry.Key, entry.Value is DirectoryNode ? FileKind.Directory : FileKind.Regular));
        OpenFiles++;
        directory = new SimulatedDirectory(SimulatedPath.ForMessages(path), [.. entries], _boot);
        return IoResult.Success();
    }

    /// <inheritdoc/>
    public override IoResult ReadDirectory(PlatformFile directory, out IReadOnlyList<DirectoryEntry> entries)
    {
        entries = [];
        var own = (SimulatedDirectory)directory;
        using var turn = Enter(SimulatedPrimitive.ReadDirectory, own.Path, null, 0, 0, own);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        entries = own.Take(EntriesPerRead);
        return IoResult.Success(entries.Count);
    }

    private IoResult Close(SimulatedDirectory directory)
    {
        using var turn = Enter(SimulatedPrimitive.Close, directory.Path, null, 0, 0, directory);
        if (turn.IsPowerLost)
        {
            directory.IsClosed = true;
            return IoResult.Success();
        }

        if (turn.IsRefused(out var refusal))
        {
            return refusal;
        }

        directory.IsClosed = true;
        OpenFiles--;
        return turn.Fails(out var failure) ? failure : IoResult.Success();
    }
}
