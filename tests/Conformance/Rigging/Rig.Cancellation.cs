namespace Mapwright.Conformance.Rigging;

internal sealed partial class Rig
{
    /// <summary>The operation ends as cancelled by this token.</summary>
    public static async Task IsCancelled(ValueTask pending, CancellationToken token)
    {
        var exception = await Should.ThrowAsync<OperationCanceledException>(() => Within(pending).AsTask());
        exception.CancellationToken.ShouldBe(token);
    }

    /// <inheritdoc cref="IsCancelled(ValueTask, CancellationToken)"/>
    public static Task IsCancelled<T>(ValueTask<T> pending, CancellationToken token) => IsCancelled(Discard(pending), token);

    /// <summary>Cancels an operation that has begun and waits inside a primitive; then lets it go on, and it succeeds.</summary>
    public async Task CancelWhileHeld(string primitive, Func<CancellationToken, ValueTask> operation)
    {
        using var source = new CancellationTokenSource();
        using var gate = Platform.Hold(primitive);
        var running = OnThread(() => Within(operation(source.Token)).AsTask());
        await gate.Entered();

        await source.CancelAsync();

        running.IsCompleted.ShouldBeFalse();
        gate.Open();
        await running;
    }
}
