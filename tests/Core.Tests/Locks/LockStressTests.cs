using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Locks;

public sealed class LockStressTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly TestFileSystem _files = new(scheduler: new PoolItems());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exclusion_holds_and_nothing_is_lost_under_waits_cancellations_timeouts_and_disposals()
    {
        const int Parties = 12;
        const int Rounds = 400;
        var path = _folder.File("lock");
        var readers = 0;
        var writers = 0;
        var broken = 0;
        var taken = 0;
        var given = 0;
        await Task.WhenAll(Enumerable.Range(0, Parties).Select(party => Task.Run(() => Work(new Random(party)), TestContext.Current.CancellationToken)));

        broken.ShouldBe(0);
        taken.ShouldBeGreaterThan(Parties * Rounds / 4);
        given.ShouldBe(taken);

        // Nothing may be left locked or waiting.
        await using var last = _files.OpenLock(path);
        last.TryLock(LockMode.Exclusive).ShouldNotBeNull().Dispose();

        async Task Work(Random random)
        {
            var file = _files.OpenLock(path);
            for (var round = 0; round < Rounds; round++)
            {
                using var cancellation = new CancellationTokenSource();
                var mode = (LockMode)random.Next(2);
                var pending = random.Next(4) switch
                {
                    0 => new ValueTask<LockGuard>(file.TryLock(mode) is { } guard ? Task.FromResult(guard) : Task.FromException<LockGuard>(new TimeoutException())),
                    1 => mode == LockMode.Shared
                        ? file.LockSharedAsync(TimeSpan.FromMilliseconds(random.Next(3)), cancellation.Token)
                        : file.LockExclusiveAsync(TimeSpan.FromMilliseconds(random.Next(3)), cancellation.Token),
                    _ => mode == LockMode.Shared ? file.LockSharedAsync(cancellation.Token) : file.LockExclusiveAsync(cancellation.Token),
                };
                var fate = random.Next(12);
                if (fate == 0)
                {
                    await cancellation.CancelAsync();
                }
                else if (fate == 1)
                {
                    file.Dispose();
                }

                try
                {
                    using var guard = await pending;
                    if (guard.IsHeld)
                    {
                        Interlocked.Increment(ref taken);
                        Hold(mode, random);
                        Interlocked.Increment(ref given);
                    }
                }
                catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or ObjectDisposedException)
                {
                }

                if (fate == 1)
                {
                    file = _files.OpenLock(path);
                }
            }

            await file.DisposeAsync();
        }

        void Hold(LockMode mode, Random random)
        {
            ref var own = ref mode == LockMode.Shared ? ref readers : ref writers;
            var count = Interlocked.Increment(ref own);
            var others = mode == LockMode.Shared ? Volatile.Read(ref writers) : Volatile.Read(ref readers);
            if (others != 0 || (mode == LockMode.Exclusive && count != 1))
            {
                Interlocked.Increment(ref broken);
            }

            Thread.SpinWait(random.Next(200));
            Interlocked.Decrement(ref own);
        }
    }
}
