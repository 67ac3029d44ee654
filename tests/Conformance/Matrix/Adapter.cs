using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance.Matrix;

/// <summary>One scheduler adapter: how the suites make its file system.</summary>
public sealed class Adapter
{
    private readonly Func<ProbedPlatform, Running> _create;

    private Adapter(Type schedulerType, string variant, int? concurrency, bool isDriven, Func<ProbedPlatform, Running> create)
    {
        SchedulerType = schedulerType;
        Name = SchedulerType.Name.Replace("Scheduler", "", StringComparison.Ordinal) + variant;
        IsDriven = isDriven;
        Concurrency = concurrency;
        _create = create;
    }

    /// <summary>The class marked <see cref="SchedulerAdapterAttribute"/>.</summary>
    public Type SchedulerType { get; }

    /// <summary>Its name in the results.</summary>
    public string Name { get; }

    /// <summary>How many bodies run at once, so that one more is queued; null where the caller's thread runs them.</summary>
    public int? Concurrency { get; }

    /// <summary>Whether the tests make the scheduler run: it is made for tests then, and not for speed.</summary>
    public bool IsDriven { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Describes an adapter.</summary>
    /// <param name="scheduler">Makes a scheduler of its own for a test.</param>
    /// <param name="fileSystem">Makes the adapter's file system on it.</param>
    /// <param name="concurrency">See <see cref="Concurrency"/>.</param>
    /// <param name="drive">Starts what makes the scheduler run, where it does not do so itself.</param>
    /// <param name="variant">What sets it apart from other entries of the same adapter.</param>
    internal static Adapter Of<TScheduler>(
        Func<ProbedPlatform, TScheduler> scheduler,
        Func<StoragePlatform, TScheduler, FileSystemBase> fileSystem,
        int? concurrency,
        Func<TScheduler, IDisposable>? drive = null,
        string variant = "")
        where TScheduler : class, IScheduler => new(typeof(TScheduler), variant, concurrency, drive is not null, platform =>
        {
            var made = scheduler(platform);
            return new Running(made, fileSystem(platform, made), drive?.Invoke(made));
        });

    /// <summary>Makes a scheduler and a file system on it.</summary>
    internal Running Create(ProbedPlatform platform) => _create(platform);

    /// <summary>What a test uses of an adapter.</summary>
    /// <param name="Scheduler">The scheduler.</param>
    /// <param name="FileSystem">The adapter's file system on it.</param>
    /// <param name="Drive">What makes the scheduler run.</param>
    internal sealed record Running(IScheduler Scheduler, FileSystemBase FileSystem, IDisposable? Drive)
    {
        /// <summary>Shuts the scheduler down.</summary>
        public async Task ShutDown()
        {
            if (Scheduler is IAsyncDisposable scheduler)
            {
                await scheduler.DisposeAsync().AsTask().WaitAsync(Rig.Deadline);
            }
            else
            {
                (Scheduler as IDisposable)?.Dispose();
            }

            Drive?.Dispose();
        }
    }
}
