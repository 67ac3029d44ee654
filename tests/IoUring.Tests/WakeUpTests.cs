using Mapwright.Ringed;
using Mapwright.Tests.Scheduling;

namespace Mapwright.IoUring.Tests;

/// <summary>One thread brings work at the very moment at which the other goes to sleep.</summary>
/// <remarks>
/// Both write one word and read the other's. Without a fence between the two, on either side, a processor may read first, and then both can miss
/// each other: such a sleep would never end. Seen to fail, on x64, without the one and without the other.
/// </remarks>
[Collection(Alone.Name)]
public sealed class WakeUpTests
{
    private const int Rounds = 4_000_000;
    private const int End = int.MaxValue;

    [Fact]
    public void Of_who_brings_work_and_who_goes_to_sleep_one_sees_the_other()
    {
        Rings.Require().Dispose();
        Assert.SkipUnless(Environment.ProcessorCount > 1, "Nothing happens at the same moment on one processor.");
        using var wake = new WakeUp();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var words = new Words();
        var missed = 0;
        var bringer = new Thread(() =>
        {
            for (var round = 1; Meet(ref words.Bringer, ref words.Sleeper, round); round++)
            {
                Wait(round % 61);
                Volatile.Write(ref words.Work, round);
                words.HasWoken = wake.Wake();
                Volatile.Write(ref words.Brought, round);
            }
        });
        bringer.Start();

        for (var round = 1; round <= Rounds && clock.Elapsed < Stress.Budget; round++)
        {
            Meet(ref words.Sleeper, ref words.Bringer, round);
            Wait(round % 53);
            wake.BeginSleep();
            var seesWork = Volatile.Read(ref words.Work) == round;
            Await(ref words.Brought, round);
            wake.EndSleep();
            missed += seesWork || words.HasWoken ? 0 : 1;
        }

        Volatile.Write(ref words.Sleeper, End);
        bringer.ShouldEnd();
        missed.ShouldBe(0);
    }

    /// <summary>False: the other one has ended.</summary>
    private static bool Meet(ref int own, ref int other, int round)
    {
        Volatile.Write(ref own, round);
        return Await(ref other, round);
    }

    private static bool Await(ref int other, int round)
    {
        var spinner = default(SpinWait);
        while (Volatile.Read(ref other) < round)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return Volatile.Read(ref other) != End;
    }

    private static void Wait(int turns)
    {
        var turn = 0;
        while (Volatile.Read(ref turn) < turns)
        {
            turn++;
        }
    }

    /// <summary>Each word on a cache line of its own, as what they stand for is.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 640)]
    private sealed class Words
    {
        [System.Runtime.InteropServices.FieldOffset(128)]
        public int Bringer;

        [System.Runtime.InteropServices.FieldOffset(256)]
        public int Sleeper;

        [System.Runtime.InteropServices.FieldOffset(384)]
        public int Work;

        [System.Runtime.InteropServices.FieldOffset(512)]
        public int Brought;

        [System.Runtime.InteropServices.FieldOffset(516)]
        public bool HasWoken;
    }
}
