using System.CommandLine;
using Quickstart;

var source = new Argument<string?>("SOURCE")
{
    Arity = ArgumentArity.ZeroOrOne,
    Description = "The file or directory to copy. Default: the shared framework of the running .NET.",
};
var destination = new Argument<string?>("DESTINATION")
{
    Arity = ArgumentArity.ZeroOrOne,
    Description = "The directory to copy into, one copy per adapter. Default: a temporary one, removed at the end.",
};
var command = new RootCommand("Copies a file or a directory tree once per storage adapter, durably and verified.") { source, destination };
command.SetAction((arguments, cancellationToken) =>
    CopyCommand.RunAsync(arguments.GetValue(source), arguments.GetValue(destination), cancellationToken));

// Ctrl+C cancels and then waits: what was begun is removed before the process ends.
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
