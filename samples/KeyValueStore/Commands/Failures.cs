using Mapwright;

namespace KeyValueStore.Commands;

/// <summary>Turns every failure into one line and an exit code.</summary>
internal static class Failures
{
    /// <summary>The exit code of a command that found no such key.</summary>
    public const int NoSuchKey = 2;

    private const int Failed = 1;
    private const int Interrupted = 130;

    public static async Task<int> ReportAsync(Func<Task<int>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await EndAsync("cancelled; what was acknowledged is there.", Interrupted);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.InUse)
        {
            return await EndAsync($"the store is open for writing in another process. {exception.Message}", Failed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or FormatException)
        {
            return await EndAsync(exception.Message, Failed);
        }
    }

    public static async Task<int> EndAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"store: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
