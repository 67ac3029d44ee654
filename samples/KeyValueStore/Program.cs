using KeyValueStore.Commands;

// Ctrl+C cancels and then waits: what was begun ends well before the process does.
return await CommandLine.Create().Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
