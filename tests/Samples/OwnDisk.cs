namespace Mapwright.Samples.Tests;

/// <summary>A disk of its own for one command, which ends with it. A test that may not mount one is skipped.</summary>
public static class OwnDisk
{
    private const string MountIsNotPermitted = "77";

    /// <summary>The command with the disk at a folder; what is left there at its end is printed.</summary>
    public static string[] At(string folder, string options, string[] command)
    {
        Directory.CreateDirectory(folder);
        var script = $"""
            mount -t tmpfs -o {options} mapwright "$1" 2>/dev/null || exit {MountIsNotPermitted}
            disk=$1
            shift
            "$@"
            code=$?
            echo "left: $(ls -A "$disk")"
            exit $code
            """;
        return ["unshare", "-m", "sh", "-c", script, "sh", folder, .. command];
    }

    public static async Task SkipIfNotPermittedAsync(Sample sample)
    {
        var exitCode = await sample.EndedAsync();
        Assert.SkipWhen($"{exitCode}" == MountIsNotPermitted || sample.Errors.StartsWith("unshare: ", StringComparison.Ordinal), "mounting is not permitted here");
    }
}
