namespace Mapwright.Testing;

/// <summary>Looking at the disk and preparing it, without primitives: nothing here is counted, traced, or made to fail.</summary>
public sealed partial class SimulatedPlatform
{
    /// <summary>The paths of all files, in ordinal order; directories are not listed.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_gate)
            {
                return _tree.Paths();
            }
        }
    }

    /// <summary>Reads what a program would read now.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The whole content.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public byte[] ReadLive(string path)
    {
        lock (_gate)
        {
            AbsorbStores();
            return FindFile(path).ReadLive();
        }
    }

    /// <summary>Reads what a power cut would leave if nothing that is unflushed survived it.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The whole content; <see langword="null"/> where the name itself is not durable.</returns>
    public byte[]? ReadDurable(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_gate)
        {
            return _tree.FindDurable(path)?.ReadDurable();
        }
    }

    /// <summary>Puts a file on the disk, durable with its name and its directories, which are created as needed.</summary>
    /// <param name="path">The path. An existing file gets the new content.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="IOException">The path is no path of a file, or the content has no room.</exception>
    public void AddFile(string path, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        lock (_gate)
        {
            Require(SimulatedPath.Split(path, out var names), path);
            for (var i = 1; i < names.Count; i++)
            {
                var parent = SimulatedPath.Join(names.Take(i));
                var error = _tree.CreateDirectory(parent, UnixFileMode.None);
                Require(error == SimulatedError.AlreadyExists ? SimulatedError.None : error, parent);
            }

            Require(_tree.Locate(path, out var entry), path);
            Require(entry.Live is DirectoryNode ? SimulatedError.IsDirectory : SimulatedError.None, path);
            var file = entry.Live as FileNode ?? _tree.CreateFile(entry, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            file.SetLength(0);
            Require((SimulatedError)file.Write(content, 0).Error, path);
            Require((SimulatedError)file.Flush().Error, path);
            _tree.FlushAll();
        }
    }

    private static void Require(SimulatedError error, string path)
    {
        if (error != SimulatedError.None)
        {
            throw new IOException($"'{path}' cannot be prepared: {SimulatedErrors.Describe((int)error)}.");
        }
    }
}
