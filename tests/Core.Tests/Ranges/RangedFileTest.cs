using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>A folder for ranged files, and a platform whose transfers and flushes a test may watch and fail.</summary>
public abstract class RangedFileTest : IDisposable
{
    protected const int Page = 4096;

    private readonly List<IDisposable> _opened = [];

    protected RangedFileTest() => Files = new TestFileSystem(Platform, Scheduler);

    protected TemporaryDirectory Folder { get; } = new();

    protected RecordingPlatform Platform { get; } = new();

    protected ManualScheduler Scheduler { get; } = new();

    protected TestFileSystem Files { get; }

    protected string Path => Folder.File("ranged");

    public void Dispose()
    {
        _opened.ForEach(opened => opened.Dispose());
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static RangedFileOptions Recycling =>
        new() { Allocator = (length, alignment, allocated) => new RecyclingRangeAllocator(length, alignment, allocated) };

    protected RangedFileBase Create(long length = 64 * Page, RangedFileOptions? options = null, string name = "ranged")
    {
        var file = Files.CreateRanged(Folder.File(name), length, options);
        _opened.Add(file);
        return file;
    }

    protected static void ShouldBeMisuse(Action use, string reason)
    {
        var error = Should.Throw<StorageException>(use);
        error.Code.ShouldBe(StorageErrorCode.TokenMisused);
        error.Message.ShouldContain(reason);
    }

    protected sealed class RecordingPlatform : ForwardingPlatform
    {
        public Action? Writing { get; set; }

        public Action? Reading { get; set; }

        public Action? Flushing { get; set; }

        public int WriteError { get; set; }

        public int FlushError { get; set; }

        public int LengthError { get; set; }

        public int AllocateError { get; set; }

        public int DeleteError { get; set; }

        public bool HasStartFlush { get; set; } = true;

        public List<string> Flushes { get; } = [];

        public int OpenFiles { get; private set; }

        public override IoResult Open(string path, in OpenRequest request, out PlatformFile? file)
        {
            var result = base.Open(path, request, out file);
            OpenFiles += result.IsFailure ? 0 : 1;
            return result;
        }

        public override IoResult Close(PlatformFile file)
        {
            OpenFiles--;
            return base.Close(file);
        }

        public override IoResult WriteAt(PlatformFile file, ReadOnlySpan<byte> buffer, long offset)
        {
            Writing?.Invoke();
            return WriteError == 0 ? base.WriteAt(file, buffer, offset) : IoResult.Failure(WriteError, transferred: 3);
        }

        public override IoResult ReadAt(PlatformFile file, Span<byte> buffer, long offset)
        {
            Reading?.Invoke();
            return base.ReadAt(file, buffer, offset);
        }

        public override IoResult SetLength(PlatformFile file, long length) =>
            LengthError == 0 ? base.SetLength(file, length) : IoResult.Failure(LengthError);

        public override IoResult Allocate(PlatformFile file, long offset, long length) =>
            AllocateError == 0 ? base.Allocate(file, offset, length) : IoResult.Failure(AllocateError);

        public override IoResult Delete(string path) => DeleteError == 0 ? base.Delete(path) : IoResult.Failure(DeleteError);

        public override IoResult StartFlush(PlatformFile file, long offset, long length)
        {
            Flushes.Add($"start {offset}+{length}");
            return HasStartFlush ? base.StartFlush(file, offset, length) : NotSupported;
        }

        public override IoResult FlushData(PlatformFile file)
        {
            Flushes.Add("flush");
            Flushing?.Invoke();
            return FlushError == 0 ? base.FlushData(file) : IoResult.Failure(FlushError);
        }
    }
}
