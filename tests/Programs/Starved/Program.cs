using StarvedProgram;

// StarvedProgram [none]: a pool scheduler where the system has no thread for its watch, and the pool has one, or none;
// prints what became of each operation.
ThreadLimit.LeaveRoot();
var scheduler = new PoolScheduler();
var hasPool = args is not ["none"];
if (hasPool)
{
    await Task.Run(() => 0);
}

ThreadLimit.Enforce();
var starved = new Item().Through(scheduler);
ThreadLimit.Lift();
Console.WriteLine($"without threads: {starved}");
Console.WriteLine($"with threads: {new Item().Through(scheduler)}");
if (hasPool)
{
    await scheduler.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    Console.WriteLine("ended");
}
