using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

/// <summary>One lock file, opened as often as a test wants, with a clock and a scheduler that stand still.</summary>
public abstract class LockTest : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly List<IDisposable> _opened = [];

    protected LockTest() => Files = FilesOn(null);

    protected ManualClock Clock { get; } = new();

    protected ManualScheduler Scheduler { get; } = new();

    protected TestFileSystem Files { get; }

    protected string Path => _folder.File("lock");

    public void Dispose()
    {
        _opened.ForEach(opened => opened.Dispose());
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected TestFileSystem FilesOn(StoragePlatform? platform) => new(platform, Scheduler) { TimeProvider = Clock };

    protected FileLockBase Open(TestFileSystem? files = null)
    {
        var file = (files ?? Files).OpenLock(Path);
        _opened.Add(file);
        return file;
    }

    protected FileLockBase[] Open(int count) => [.. Enumerable.Range(0, count).Select(_ => Open())];

    /// <summary>A holder that the locks of this process know nothing of, as one of another process.</summary>
    protected Stranger OpenStranger()
    {
        var stranger = new Stranger(Path);
        _opened.Add(stranger);
        return stranger;
    }

    /// <summary>Lets time pass for as long as it takes a poll.</summary>
    protected void Poll()
    {
        Clock.Advance(TimeSpan.FromMilliseconds(5));
        Scheduler.RunAll();
    }

    /// <summary>What a wait that is over ended with. The continuation needs no thread of ours.</summary>
    protected static T Granted<T>(ValueTask<T> wait)
    {
        wait.IsCompleted.ShouldBeTrue("the lock should have been granted");
        return wait.GetAwaiter().GetResult();
    }

    protected static void ShouldFail<TException>(ValueTask<LockGuard> wait)
        where TException : Exception
    {
        wait.IsCompleted.ShouldBeTrue("the wait should have ended");
        Should.Throw<TException>(() => wait.GetAwaiter().GetResult());
    }

    protected static void ShouldFail<TException>(ValueTask<LockConversion> wait)
        where TException : Exception
    {
        wait.IsCompleted.ShouldBeTrue("the wait should have ended");
        Should.Throw<TException>(() => wait.GetAwaiter().GetResult());
    }

    protected sealed class Stranger : IDisposable
    {
        private readonly PlatformFile _file;
        private bool _closed;

        public Stranger(string path)
        {
            var request = new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            StoragePlatform.Current.Open(path, request, out var file).IsFailure.ShouldBeFalse();
            _file = file!;
        }

        public bool TryLock(LockMode mode) => !StoragePlatform.Current.TryLock(_file, mode).IsFailure;

        public void Unlock() => StoragePlatform.Current.Unlock(_file).IsFailure.ShouldBeFalse();

        public bool TryLockRange(LockMode mode, long offset, long length) => !StoragePlatform.Current.TryLockRange(_file, mode, offset, length).IsFailure;

        public void UnlockRange(long offset, long length) => StoragePlatform.Current.UnlockRange(_file, offset, length).IsFailure.ShouldBeFalse();

        public void Dispose()
        {
            if (!_closed)
            {
                _closed = true;
                StoragePlatform.Current.Close(_file);
            }
        }
    }
}
