namespace FaultProgram;

/// <summary>Stores into mapped pages for which the disk has no block left.</summary>
internal static class FullDisk
{
    private const int PageSize = 4096;
    private const int Length = 32 << 20;
    private const int SharedLength = 16 << 20;
    private const byte Shared = 0x5a;

    /// <summary>Stores into page after page, values where they are guarded and copies where not, until the disk is full.</summary>
    public static void Fill(string path)
    {
        using var map = MutableMappedFile.Create(path, Length);
        var at = 0;
        void Write()
        {
            for (; at < Length; at += PageSize)
            {
                if (map.FaultsAreReported)
                {
                    map.Write(at, 7);
                }
                else
                {
                    map.WriteAt([7, 0, 0, 0], at);
                }
            }
        }

        var failed = Should.Throw<StorageException>(Write);
        failed.Code.ShouldBe(StorageErrorCode.MappingFault);
        failed.Offset.ShouldBe(at);
        at.ShouldBeInRange(1 << 20, 8 << 20);
        map.HasFaulted.ShouldBe(map.FaultsAreReported);
        if (map.HasFaulted)
        {
            map.Refresh();
        }

        var copy = Should.Throw<StorageException>(() => map.WriteAt(new byte[8 * PageSize], Length - (8 * PageSize)));
        copy.Code.ShouldBe(StorageErrorCode.MappingFault);
        map.HasFaulted.ShouldBeFalse();

        // What was stored before is whole, and becomes durable.
        map.Flush();
        for (var stored = 0; stored < at; stored += PageSize)
        {
            map.Read<int>(stored).ShouldBe(7);
        }
    }

    /// <summary>Stores into a file that has all its blocks, but shares them with a copy: each store needs a block of its own.</summary>
    public static void Share(string path)
    {
        var copy = path + ".copy";
        File.WriteAllBytes(path, Enumerable.Repeat(Shared, SharedLength).ToArray());
        FileSystem.Default.Copy(path, copy, new CopyOptions { Reflink = Reflink.Always });
        FillDisk(path + ".rest");
        using (var map = MutableMappedFile.Open(path))
        {
            var at = 0;
            var failed = Should.Throw<StorageException>(() =>
            {
                for (; at < SharedLength; at += PageSize)
                {
                    map.WriteAt([7], at);
                }
            });
            failed.Code.ShouldBe(StorageErrorCode.MappingFault);
            failed.Offset.ShouldBe(at);
            map.Refresh();

            // What was stored before is whole, the rest is as it was.
            map.Flush();
            for (var stored = 0; stored < SharedLength; stored += PageSize)
            {
                map.Read<byte>(stored).ShouldBe(stored < at ? (byte)7 : Shared);
            }
        }

        File.ReadAllBytes(copy).ShouldAllBe(value => value == Shared);
    }

    /// <summary>Reserves blocks until there are none, in ever smaller pieces.</summary>
    private static void FillDisk(string path)
    {
        using var rest = StorageFile.CreateNew(path);
        var length = 0L;
        for (var piece = 64L << 20; piece >= PageSize;)
        {
            try
            {
                rest.Allocate(length, piece);
                length += piece;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.NoSpace)
            {
                piece /= 2;
            }
        }

        rest.FlushAll();
    }
}
