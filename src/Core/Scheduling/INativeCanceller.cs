namespace Mapwright;

/// <summary>Implemented by a scheduler adapter that can ask the kernel to give up a native operation.</summary>
public interface INativeCanceller
{
    /// <summary>
    /// Asks for a request to end soon. Its final completion is still awaited, and success wins. May be called from any
    /// thread and more than once, also for a request that is not started yet or has just completed.
    /// </summary>
    /// <param name="item">The request.</param>
    void Cancel(IWorkItem item);
}
