using System.Runtime.CompilerServices;

namespace Mapwright;

/// <summary>Keeps the idle items of one operation: one per thread, and the others in a stripe per processor.</summary>
/// <typeparam name="TItem">The item.</typeparam>
/// <remarks>
/// A thread that goes on inline returns the item that it rents next, without a lock. Otherwise items are rented on the
/// caller's thread and returned on a scheduler's, so per-thread caches alone would drain on one side and overflow on the
/// other: a renter looks into all stripes before it allocates. Each stripe is a stack under a spin lock that is held for
/// a handful of instructions.
/// </remarks>
internal static class WorkItemPool<TItem>
    where TItem : class, IWorkItem, new()
{
    private const int MaximumPerStripe = 256;

    private static readonly Stripe[] s_stripes = CreateStripes();

    [ThreadStatic]
    private static TItem? s_own;

    /// <summary>Takes an idle item, or makes one.</summary>
    /// <returns>The item; the caller owns it.</returns>
    public static TItem Rent()
    {
        var own = s_own;
        if (own is not null)
        {
            s_own = null;
            return own;
        }

        return RentShared();
    }

    /// <summary>Gives back an item that nobody refers to any more.</summary>
    /// <param name="item">The item.</param>
    public static void Return(TItem item)
    {
        if (s_own is null)
        {
            s_own = item;
            return;
        }

        s_stripes[(uint)Thread.GetCurrentProcessorId() % (uint)s_stripes.Length].Push(item);
    }

    private static TItem RentShared()
    {
        var stripes = s_stripes;
        var home = Thread.GetCurrentProcessorId();
        for (var i = 0; i < stripes.Length; i++)
        {
            var item = stripes[(uint)(home + i) % (uint)stripes.Length].TryPop();
            if (item is not null)
            {
                return item;
            }
        }

        return new TItem();
    }

    private static Stripe[] CreateStripes()
    {
        var stripes = new Stripe[Environment.ProcessorCount];
        for (var i = 0; i < stripes.Length; i++)
        {
            stripes[i] = new Stripe();
        }

        return stripes;
    }

    private sealed class Stripe
    {
#pragma warning disable CS0169, IDE0051 // Never read: they keep two stripes off one cache line.
        private readonly Padding _front;
        private readonly Padding _back;
#pragma warning restore CS0169, IDE0051
        private int _held;
        private TItem? _top;
        private int _count;

        public TItem? TryPop()
        {
            if (Volatile.Read(ref _top) is null)
            {
                return null;
            }

            Enter();
            var item = _top;
            if (item is not null)
            {
                _top = Unsafe.As<TItem?>(item.Next);
                _count--;
                item.Next = null;
            }

            Volatile.Write(ref _held, 0);
            return item;
        }

        public void Push(TItem item)
        {
            Enter();
            if (_count < MaximumPerStripe)
            {
                item.Next = _top;
                _top = item;
                _count++;
            }

            Volatile.Write(ref _held, 0);
        }

        private void Enter()
        {
            var spinner = default(SpinWait);
            while (Interlocked.Exchange(ref _held, 1) != 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    [InlineArray(64)]
    private struct Padding
    {
        private byte _element;
    }
}
