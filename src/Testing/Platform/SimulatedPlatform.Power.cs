namespace Mapwright.Testing;

/// <summary>Power cuts and memory pressure.</summary>
public sealed partial class SimulatedPlatform
{
    private bool _isOn = true;
    private int _boot;

    /// <summary>How often the power was cut.</summary>
    public int PowerCuts => Volatile.Read(ref _boot);

    /// <summary>
    /// Cuts the power and starts the machine again: what was not flushed survives in part, all handles, mappings and
    /// locks are gone, and the platform is used as after a reboot.
    /// </summary>
    /// <param name="survivalRate">
    /// The chance of everything that was not flushed to survive: 0 for nothing, 1 for all; drawn for each file and for
    /// the names where not given.
    /// </param>
    /// <remarks>
    /// Later primitives on old handles fail with <see cref="SimulatedError.PowerLost"/>, except those that let go: closing,
    /// unlocking and unmapping succeed. The identities of files change their device, so that nothing a process knows of a
    /// file from before is taken for knowledge of the file afterwards. Where the code under test may go on after the cut
    /// and clean up, use <see cref="PowerOff"/>, so that it fails to.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="survivalRate"/> is not from 0 to 1.</exception>
    public void PowerCut(double? survivalRate = null)
    {
        PowerOff(survivalRate);
        PowerOn();
    }

    /// <summary>Cuts the power as <see cref="PowerCut"/> does, and leaves it off: all primitives fail until <see cref="PowerOn"/>.</summary>
    /// <param name="survivalRate">As for <see cref="PowerCut"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="survivalRate"/> is not from 0 to 1.</exception>
    public void PowerOff(double? survivalRate = null)
    {
        if (survivalRate is { } rate)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rate, nameof(survivalRate));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1, nameof(survivalRate));
        }

        lock (_gate)
        {
            if (!_isOn)
            {
                return;
            }

            AbsorbStores();
            _volume.ForgetBlocks();
            foreach (var file in _tree.Survive(survivalRate))
            {
                file.Survive(survivalRate);
            }

            _mapped.Clear();
            OpenFiles = OpenMappings = RetiredMappings = HeldLocks = 0;
            _isOn = false;
            _boot++;
        }
    }

    /// <summary>Starts the machine after <see cref="PowerOff"/>. Does nothing while the power is on.</summary>
    public void PowerOn()
    {
        lock (_gate)
        {
            _isOn = true;
        }
    }

    /// <summary>
    /// Memory pressure: drops the cached pages of a file, except those that are unflushed or mapped. Reads go to the disk
    /// then, so what a failed flush lost is gone, and <see cref="TryReadAt"/> has to wait.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void DropCache(string path)
    {
        lock (_gate)
        {
            AbsorbStores();
            FindFile(path).DropCache();
        }
    }

    private FileNode FindFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        _tree.Find(path, out var node);
        return node as FileNode ?? throw new FileNotFoundException($"The simulated disk has no file '{path}'.", path);
    }
}
