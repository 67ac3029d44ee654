using Mapwright.Bench.Runtime;
using Mapwright.Bench.Runtime.Rows;

return LockHandover.Contend(args) ?? (Arguments.TryParse(args) is { } arguments ? Launcher.Run(arguments) : Arguments.PrintUsage());
