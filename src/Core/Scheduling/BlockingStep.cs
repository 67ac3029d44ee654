namespace Mapwright;

/// <summary>A blocking step of an asynchronous member that is written by hand, in a hop of its own. Not pooled: such members wait for other parties.</summary>
internal sealed class BlockingStep<TResult> : WorkItem<TResult>
{
    private readonly Func<TResult> _body;

    public BlockingStep(Func<TResult> body, CancellationToken cancellationToken)
    {
        _body = body;
        CancellationToken = cancellationToken;
    }

    /// <inheritdoc/>
    protected override TResult Run() => _body();

    /// <inheritdoc/>
    protected override void Clear()
    {
    }

    /// <inheritdoc/>
    protected override void Return()
    {
    }
}
