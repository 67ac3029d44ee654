namespace FaultProgram;

/// <summary>A sparse file that is larger than its disk.</summary>
internal static class FullDisk
{
    private const int PageSize = 4096;
    private const int Length = 32 << 20;

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
}
