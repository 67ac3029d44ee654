namespace FaultProgram;

/// <summary>Write-back that the disk really refuses: its image is on a file system that has no room left for it.</summary>
internal static class LostWrites
{
    private const int Part = 1 << 20;
    private const byte Kept = 0x11;
    private const byte Lost = 0x22;
    private const byte Late = 0x33;

    /// <summary>A flush of a file that fails, what is refused from then on, and going on afterwards.</summary>
    /// <param name="folder">Of the memory that holds the image, whose file system is mounted below it.</param>
    public static void OfFile(string folder)
    {
        var path = Prepare(folder);
        using var file = StorageFile.OpenWrite(path);
        using var map = MappedFile.Open(path);
        Exhaust(folder);

        file.WriteAt(Bytes(Lost), Part);
        IsLost(file.FlushData);

        file.IsPoisoned.ShouldBeTrue();
        IsPoisoned(file.FlushData);
        IsPoisoned(file.FlushAll);
        IsPoisoned(() => file.WriteAt([1], 0));
        IsPoisoned(() => file.SetLength(3 * Part));
        using (var other = StorageFile.OpenWrite(path))
        {
            IsPoisoned(() => other.WriteAt([1], 0));
        }

        // What was lost is read as if it were there: why nobody may go on by flushing once more.
        Read(file, Part).ShouldAllBe(value => value == Lost);
        File.ReadAllBytes(path)[Part].ShouldBe(Lost);

        file.Reopen();
        file.IsPoisoned.ShouldBeFalse();
        Read(file, 0).ShouldAllBe(value => value == Kept);
        Read(file, Part).ShouldAllBe(value => value == 0);
        IsPoisoned(() => map.Read<byte>(0));
        map.Reopen();
        (map.Read<byte>(0), map.Read<byte>(Part)).ShouldBe((Kept, (byte)0));

        MakeRoom(folder);
        file.WriteAt(Bytes(Late), Part);
        file.FlushAll();
        file.Reopen();
        Read(file, Part).ShouldAllBe(value => value == Late);
        map.Read<byte>(Part).ShouldBe(Late);
    }

    /// <summary>The same of stores into a mapping.</summary>
    /// <inheritdoc cref="OfFile"/>
    public static void OfMap(string folder)
    {
        var path = Prepare(folder);
        using var map = MutableMappedFile.Open(path);
        Exhaust(folder);

        map.WriteAt(Bytes(Lost), Part);
        IsLost(map.Flush);

        map.IsPoisoned.ShouldBeTrue();
        IsPoisoned(map.Flush);
        IsPoisoned(() => map.FlushRange(0, 1));
        IsPoisoned(() => map.WriteAt([1], 0));
        map.Read<byte>(Part).ShouldBe(Lost);

        map.Reopen();
        map.IsPoisoned.ShouldBeFalse();
        map.ToArray(0, Part).ShouldAllBe(value => value == Kept);
        map.ToArray(Part, Part).ShouldAllBe(value => value == 0);

        MakeRoom(folder);
        map.WriteAt(Bytes(Late), Part);
        map.Flush();
        File.ReadAllBytes(path)[Part].ShouldBe(Late);
    }

    /// <summary>A file of two parts: the first is durable, the second a hole.</summary>
    private static string Prepare(string folder)
    {
        var path = Path.Combine(folder, "mounted", "file");
        using var file = StorageFile.CreateNew(path);
        file.SetLength(2 * Part);
        file.WriteAt(Bytes(Kept), 0);
        file.FlushAll();
        FileSystem.Default.FlushParent(path);

        // What the file system knows of its own blocks has its room before there is none.
        using var sync = System.Diagnostics.Process.Start("sync", ["-f", path]);
        sync.WaitForExit();
        sync.ExitCode.ShouldBe(0);
        return path;
    }

    private static string BallastOf(string folder) => Path.Combine(folder, "ballast");

    /// <summary>Takes all room from the image.</summary>
    private static void Exhaust(string folder)
    {
        using var ballast = StorageFile.CreateNew(BallastOf(folder));
        var page = new byte[4096];
        void Fill()
        {
            for (var offset = 0L; offset < long.MaxValue / 2; offset += page.Length)
            {
                ballast.WriteAt(page, offset);
            }
        }

        Should.Throw<StorageException>(Fill).Code.ShouldBe(StorageErrorCode.NoSpace);
    }

    private static void MakeRoom(string folder) => FileSystem.Default.Delete(BallastOf(folder));

    private static byte[] Bytes(byte value) => Enumerable.Repeat(value, Part).ToArray();

    private static byte[] Read(StorageFile file, long offset)
    {
        var bytes = new byte[Part];
        file.ReadExactlyAt(bytes, offset);
        return bytes;
    }

    /// <remarks>Which of the two the block device says depends on the kernel.</remarks>
    private static void IsLost(Action flush) =>
        Should.Throw<StorageException>(flush).Code.ShouldBeOneOf(StorageErrorCode.DeviceError, StorageErrorCode.NoSpace);

    private static void IsPoisoned(Action act) => Should.Throw<StorageException>(act).Code.ShouldBe(StorageErrorCode.Poisoned);
}
