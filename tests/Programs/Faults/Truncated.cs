using System.IO.MemoryMappedFiles;

namespace FaultProgram;

/// <summary>A mapped file that is truncated: by whoever started this process, or by a scenario itself.</summary>
internal static class Truncated
{
    private const int PageSize = 4096;
    private const int LongestAccess = 10_000;

    /// <summary>Eight threads use a map until each met an error. After a line of input they do so again on the refreshed map.</summary>
    public static void Use(string path)
    {
        using var map = MutableMappedFile.Open(path);
        map.FaultsAreReported.ShouldBeTrue();
        var length = (int)map.Length;
        Action<int>[] acts =
        [
            at => map.Read<long>(at),
            at => map.ReadBigEndian<int>(at),
            at => map.Write(at, 1L),
            at => map.ReadAt(new byte[200], at),
            at => map.ReadAt(new byte[LongestAccess], at),
            at => map.WriteAt(new byte[LongestAccess], at),
            at => map.Fill(at, LongestAccess, 1),
            at => map.ReadAtAsync(new byte[LongestAccess], at).AsTask().GetAwaiter().GetResult(),
        ];
        do
        {
            var threads = acts.Select((act, seed) => Task.Factory.StartNew(() => UntilFault(act, new Random(seed), length), TaskCreationOptions.LongRunning)).ToArray();
            Console.WriteLine("running");
            Task.WaitAll(threads);
            Console.WriteLine("faulted");
            Console.ReadLine().ShouldBe("whole");
            map.Refresh().ShouldBe(length);
        }
        while (Console.ReadLine() is not null);
    }

    /// <summary>Maps that let their pages go, without any fault: some, and all.</summary>
    public static void LetGo(string path)
    {
        var options = new MapOptions { Capacity = 1 << 20 };
        for (var i = 0; i < 20; i++)
        {
            using var map = MutableMappedFile.Open(path, options);
            map.SetLength(32 * PageSize);
            map.SetLength(64 * PageSize);
        }
    }

    /// <summary>Copies that meet a missing page, in a process without the guard.</summary>
    public static void Copy(string path)
    {
        using var map = MutableMappedFile.Open(path);
        using var copyOnWrite = MutableMappedFile.OpenCopyOnWrite(path);
        map.FaultsAreReported.ShouldBeFalse();
        Truncate(path);
        IsTruncated(() => map.ReadAt(new byte[1_000], 2 * PageSize));
        IsTruncated(() => map.ToArray());
        IsTruncated(() => copyOnWrite.ReadAt(new byte[1_000], 2 * PageSize));
        IsTruncated(() => map.ReadAtAsync(new byte[100], 2 * PageSize).AsTask().GetAwaiter().GetResult());
        IsTruncated(() => copyOnWrite.ReadAtAsync(new byte[100], 2 * PageSize).AsTask().GetAwaiter().GetResult());
        IsTruncated(() => map.Wait(2 * PageSize, 0));
        IsTruncated(() => map.WriteAt(new byte[3 * PageSize], 0)).BytesWritten.ShouldBe(PageSize);
        IsTruncated(() => map.Fill(2 * PageSize, 1, 1));
        map.ReadAt(new byte[1_000], 0).ShouldBe(1_000);
        map.HasFaulted.ShouldBeFalse();
    }

    /// <summary>A value of a missing page.</summary>
    public static void Value(string path)
    {
        using var map = MappedFile.Open(path);
        Truncate(path);
        IsTruncated(() => map.Read<int>(PageSize));
    }

    /// <summary>A missing page of a mapping that is not ours, beside one of ours.</summary>
    public static void Foreign(string path)
    {
        using var map = MappedFile.Open(path);
        using var foreign = MemoryMappedFile.CreateFromFile(path);
        using var view = foreign.CreateViewAccessor();
        Truncate(path);
        if (map.FaultsAreReported)
        {
            IsTruncated(() => map.Read<int>(PageSize));
        }

        Console.WriteLine("touching");
        view.ReadInt32(PageSize);
    }

    /// <summary>Null references before and after a fault, on this thread and on another one.</summary>
    public static void Null(string path)
    {
        using var map = MappedFile.Open(path);
        Should.Throw<NullReferenceException>(ReadNull);
        Truncate(path);
        IsTruncated(() => map.Read<int>(PageSize));
        Should.Throw<NullReferenceException>(ReadNull);
        Task.Factory.StartNew(() => Should.Throw<NullReferenceException>(ReadNull), TaskCreationOptions.LongRunning).GetAwaiter().GetResult();

        static void ReadNull() => ((string)null!).Length.ShouldBe(0);
    }

    private static void UntilFault(Action<int> act, Random random, int length)
    {
        try
        {
            while (true)
            {
                act(random.Next((length - LongestAccess) / sizeof(long)) * sizeof(long));
            }
        }
        catch (StorageException exception) when (exception.Code is StorageErrorCode.Truncated or StorageErrorCode.MappingFault)
        {
            // What is waited for. Any other exception is rethrown by whoever waits for this thread, and ends the process.
        }
    }

    private static StorageException IsTruncated(Action act)
    {
        var exception = Should.Throw<StorageException>(act);
        exception.Code.ShouldBe(StorageErrorCode.Truncated);
        return exception;
    }

    private static void Truncate(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(PageSize);
    }
}
