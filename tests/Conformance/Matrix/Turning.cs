using Mapwright.Testing;

namespace Mapwright.Conformance.Matrix;

/// <summary>Lets a <see cref="DeterministicScheduler"/> take its turns, on a thread of its own, until it is disposed.</summary>
internal sealed class Turning : IDisposable
{
    private readonly TaskCompletionSource _ended = new();

    public Turning(DeterministicScheduler scheduler) =>
        new Thread(() => scheduler.Run(() => _ended.Task)) { IsBackground = true, Name = "Conformance turns" }.UnsafeStart();

    public void Dispose() => _ended.TrySetResult();
}
