using Mapwright.Bench.Runtime;

return Arguments.TryParse(args) is { } arguments ? Launcher.Run(arguments) : Arguments.PrintUsage();
