namespace Mapwright.Testing;

/// <summary>Waits for words of mappings; all parties are in this process.</summary>
public sealed partial class SimulatedPlatform
{
    private readonly object _wakes = new();

    /// <inheritdoc/>
    /// <remarks>Fails when the power is off.</remarks>
    public override unsafe IoResult WaitForChange(ReadOnlySpan<WaitedWord> words)
    {
        using (var turn = Enter(SimulatedPrimitive.WaitForChange, ""))
        {
            if (turn.Fails(out var failure))
            {
                return failure;
            }
        }

        lock (_wakes)
        {
            foreach (var word in words)
            {
                if (Volatile.Read(ref *(int*)word.Address) != word.Expected)
                {
                    return IoResult.Success();
                }
            }

            Monitor.Wait(_wakes);
            return IoResult.Success();
        }
    }

    /// <inheritdoc/>
    public override IoResult WakeWaiters(nint address)
    {
        // Also when it fails: a wait may end without a reason, and must not be stuck for one.
        lock (_wakes)
        {
            Monitor.PulseAll(_wakes);
        }

        using var turn = Enter(SimulatedPrimitive.WakeWaiters, "");
        return turn.Fails(out var failure) ? failure : IoResult.Success();
    }
}
