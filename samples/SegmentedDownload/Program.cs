using System.CommandLine;
using SegmentedDownload;
using SegmentedDownload.Client;
using SegmentedDownload.Server;

var address = new Argument<Uri>("URL") { Description = "What to fetch.", CustomParser = Address };
var path = new Argument<string>("PATH") { Description = "The file to make. What is under this name is replaced when all is there." };
var segment = new Option<int>("--segment") { Description = "The length of a segment in bytes, a multiple of 4096.", DefaultValueFactory = _ => new DownloadOptions().SegmentLength };
segment.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is var length && (length <= 0 || length % DownloadOptions.Alignment != 0))
    {
        result.AddError($"A segment is a multiple of {DownloadOptions.Alignment} bytes.");
    }
});
var patience = new Option<double>("--timeout") { Description = "How many seconds to wait for the next bytes before asking again.", DefaultValueFactory = _ => 10 };
var restart = new Option<bool>("--restart") { Description = "Throws away what is there of an earlier version." };
var get = new Command("get", "Fetches a file in segments, and goes on where an earlier process ended.") { address, path, segment, patience, restart };
get.SetAction((arguments, cancellationToken) => Commands.GetAsync(
    arguments.GetValue(address)!,
    arguments.GetValue(path)!,
    new DownloadOptions
    {
        SegmentLength = arguments.GetValue(segment),
        Timeout = TimeSpan.FromSeconds(arguments.GetValue(patience)),
        Restart = arguments.GetValue(restart),
    },
    cancellationToken));

var length = new Option<long>("--length") { Description = "The length of the file in bytes.", DefaultValueFactory = _ => new ServerOptions().Length };
var seed = new Option<int>("--seed") { Description = "Decides the content, and which answers are hurt.", DefaultValueFactory = _ => new ServerOptions().Seed };
var drops = new Option<int>("--drops") { Description = "How many of a hundred answers break off." };
var stalls = new Option<int>("--stalls") { Description = "How many of a hundred answers stall." };
var whole = new Option<bool>("--no-ranges") { Description = "Serves the file as a whole only." };
var change = new Option<long>("--change-after") { Description = "After how many served bytes the file becomes another one.", DefaultValueFactory = _ => long.MaxValue };
var serve = new Command("serve", "Serves a made-up file on this machine until it is interrupted, and prints its address first.") { length, seed, drops, stalls, whole, change };
serve.SetAction((arguments, cancellationToken) => Commands.ServeAsync(
    new ServerOptions
    {
        Length = arguments.GetValue(length),
        Seed = arguments.GetValue(seed),
        Drops = arguments.GetValue(drops),
        Stalls = arguments.GetValue(stalls),
        HasRanges = !arguments.GetValue(whole),
        ChangeAfter = arguments.GetValue(change),
    },
    cancellationToken));

var demo = new Command("demo", "Serves a file badly, fetches half of it, and resumes.");
demo.SetAction((_, cancellationToken) => Commands.DemoAsync(cancellationToken));
var program = new RootCommand("Fetches a large file in segments, durably, and resumes after anything. Without a command: the demo.") { get, serve, demo };
program.SetAction((_, cancellationToken) => Commands.DemoAsync(cancellationToken));

// Ctrl+C cancels and then waits: a segment that was fetched becomes durable before the process ends.
return await program.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });

static Uri? Address(System.CommandLine.Parsing.ArgumentResult result)
{
    if (Uri.TryCreate(result.Tokens.Single().Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
    {
        return uri;
    }

    result.AddError("URL is an address that begins with http:// or https://.");
    return null;
}
