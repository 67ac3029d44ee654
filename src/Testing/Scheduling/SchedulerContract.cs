namespace Mapwright.Testing;

/// <summary>
/// The contract of <see cref="IScheduler"/> as checks, for the tests of a scheduler adapter. They belong to no test
/// framework.
/// </summary>
/// <example><code>
/// [Fact]
/// public void The_scheduler_keeps_its_contract() =&gt; SchedulerContract.Verify(() =&gt; new ActorScheduler());
/// </code></example>
public static class SchedulerContract
{
    /// <summary>Runs all checks, each on a scheduler of its own.</summary>
    /// <param name="create">Makes a scheduler that nobody else uses.</param>
    /// <param name="options">What has to be known of it; by default that it has threads and is shut down by disposing it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="SchedulerContractException">The scheduler breaks its contract; the message has each way in which it does.</exception>
    public static void Verify(Func<IScheduler> create, SchedulerContractOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        var violations = new List<string>();
        var trial = new SchedulerTrial(create, options ?? new SchedulerContractOptions(), violations);
        trial.RunsEachItemOnce();
        trial.RunsItemsOfItems();
        trial.RunsManyItems();
        trial.LetsGoOfItemsThatRan();
        trial.NeverBlocks();
        trial.DecidesEachItemOnShutdown();
        trial.RefusesAfterShutdown();
        if (violations.Count > 0)
        {
            throw new SchedulerContractException(violations);
        }
    }
}
