using System.CommandLine;
using KeyValueStore.Storage;
using Mapwright.Pooled;

namespace KeyValueStore.Commands;

/// <summary>The commands and their arguments.</summary>
internal static class CommandLine
{
    private static readonly Argument<string> s_folder = new("FOLDER") { Description = "The folder of the store." };
    private static readonly Argument<string> s_key = new("KEY") { Description = "The key." };

    private static readonly Option<long> s_checkpointEvery = new("--checkpoint-every")
    {
        Description = "How many bytes the journal grows until a checkpoint is written.",
        DefaultValueFactory = _ => new StoreOptions().CheckpointEvery,
    };

    public static RootCommand Create()
    {
        var value = new Argument<string?>("VALUE") { Arity = ArgumentArity.ZeroOrOne, Description = "The value. Default: what is read from the standard input." };
        var prefix = new Argument<string?>("PREFIX") { Arity = ArgumentArity.ZeroOrOne, Description = "What the keys begin with. Default: all keys." };
        var puts = Number("--puts", "How many keys are written.", 20_000);
        var writers = Number("--writers", "How many writers there are at a time.", 64);
        var size = Number("--size", "The length of a value in bytes.", 100);
        return new RootCommand("A crash-safe store of keys and values: what was put is there, whatever happens.")
        {
            Command("get", "Writes a value to the standard output.", [s_key], (files, arguments, cancellationToken) =>
                ReadCommands.GetAsync(files, arguments.GetValue(s_key)!, cancellationToken)),
            Command("put", "Puts a value.", [s_key, value, s_checkpointEvery], (files, arguments, cancellationToken) =>
                WriteCommands.PutAsync(files, Options(arguments), arguments.GetValue(s_key)!, arguments.GetValue(value), cancellationToken)),
            Command("load", "Puts the lines of the standard input, KEY and a tab and VALUE, and prints each key when it is durable.", [s_checkpointEvery], (files, arguments, cancellationToken) =>
                WriteCommands.LoadAsync(files, Options(arguments), cancellationToken)),
            Command("delete", "Deletes a key.", [s_key], (files, arguments, cancellationToken) =>
                WriteCommands.DeleteAsync(files, arguments.GetValue(s_key)!, cancellationToken)),
            Command("scan", "Prints keys and values in the order of the keys.", [prefix], (files, arguments, cancellationToken) =>
                ReadCommands.ScanAsync(files, arguments.GetValue(prefix) ?? "", cancellationToken)),
            Command("checkpoint", "Writes a checkpoint, and lets go of the journal before it.", [], (files, _, cancellationToken) =>
                WriteCommands.CheckpointAsync(files, cancellationToken)),
            Command("verify", "Reads every byte of the store and checks it; changes nothing.", [], (files, _, cancellationToken) =>
                ReadCommands.VerifyAsync(files, cancellationToken)),
            Command("bench", "Puts keys and reads them back, and says how fast that was.", [puts, writers, size, s_checkpointEvery], (files, arguments, cancellationToken) =>
                new Benchmark(files, Options(arguments), arguments.GetValue(puts), arguments.GetValue(writers), arguments.GetValue(size)).RunAsync(cancellationToken)),
        };
    }

    private static Command Command(
        string name, string description, IEnumerable<Symbol> symbols, Func<StoreFiles, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description) { s_folder };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else if (symbol is Option option)
            {
                command.Add(option);
            }
        }

        command.SetAction((arguments, cancellationToken) => Failures.ReportAsync(
            () => run(new StoreFiles(FileSystem.Default, Path.GetFullPath(arguments.GetValue(s_folder)!)), arguments, cancellationToken), cancellationToken));
        return command;
    }

    private static Option<int> Number(string name, string description, int standard)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is at least 1.");
            }
        });
        return option;
    }

    private static StoreOptions Options(ParseResult arguments) => new() { CheckpointEvery = arguments.GetValue(s_checkpointEvery) };
}
