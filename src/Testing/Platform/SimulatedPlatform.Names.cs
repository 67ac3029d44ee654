namespace Mapwright.Testing;

/// <summary>Names: rename, delete, directories.</summary>
public sealed partial class SimulatedPlatform
{
    /// <inheritdoc/>
    public override IoResult Rename(string from, string to, bool replace)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        using var turn = Enter(SimulatedPrimitive.Rename, from, to);
        return turn.Fails(out var failure) ? failure : Outcome(_tree.Rename(from, to, replace));
    }

    /// <inheritdoc/>
    /// <remarks>An open file keeps its content until it is closed.</remarks>
    public override IoResult Delete(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var turn = Enter(SimulatedPrimitive.Delete, path);
        return turn.Fails(out var failure) ? failure : Outcome(_tree.Delete(path));
    }

    /// <inheritdoc/>
    public override IoResult CreateDirectory(string path, UnixFileMode unixMode)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var turn = Enter(SimulatedPrimitive.CreateDirectory, path);
        return turn.Fails(out var failure) ? failure : Outcome(_tree.CreateDirectory(path, unixMode));
    }

    /// <inheritdoc/>
    public override IoResult DeleteDirectory(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var turn = Enter(SimulatedPrimitive.DeleteDirectory, path);
        return turn.Fails(out var failure) ? failure : Outcome(_tree.DeleteDirectory(path));
    }

    /// <inheritdoc/>
    public override IoResult DeleteByIdentity(string path, in FileIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var turn = Enter(SimulatedPrimitive.DeleteByIdentity, path);
        if (turn.Fails(out var failure))
        {
            return failure;
        }

        var error = _tree.Find(path, out var node);
        return Outcome(
            error != SimulatedError.None ? error
            : Describe(node!).Identity != identity ? SimulatedError.AnotherFile
            : _tree.Delete(path));
    }
}
