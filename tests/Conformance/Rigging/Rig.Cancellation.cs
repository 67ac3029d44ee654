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
}
