using RingProgram;

// RingProgram scenario path: prints what the scheduler runs on; ends with 0 when all went as it should.
await (args[0] switch
{
    "use" => Scenarios.UseAsync(args[1]),
    "break" => Scenarios.BreakAsync(args[1]),
    "leave" => Scenarios.LeaveAsync(args[1]),
    "idle" => Scenarios.IdleAsync(args[1]),
    _ => throw new ArgumentException(args[0]),
});
