using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Ranges;

/// <summary>What holds of the table of units and of the tree of intervals alike.</summary>
public abstract class RangeStatesTests(int alignment)
{
    private const int Unit = 512;

    private readonly RangeStates _states = RangeStates.Create(alignment);

    [Fact]
    public void A_range_begins_allocated_and_goes_where_it_is_moved()
    {
        _states[0].ShouldBe(RangeState.Allocated);
        Move(0, 1, RangeState.Allocated, RangeState.Writing).ShouldBeTrue();
        _states[0].ShouldBe(RangeState.Writing);
        Move(0, 1, RangeState.Writing, RangeState.Written).ShouldBeTrue();
        Move(0, 1, RangeState.Written, RangeState.Flushed).ShouldBeTrue();
        _states[0].ShouldBe(RangeState.Flushed);
    }

    [Fact]
    public void A_move_from_another_state_is_refused_and_tells_the_state()
    {
        Move(Unit, Unit, RangeState.Allocated, RangeState.Written);
        _states.TryMove(Unit, Unit, RangeState.Allocated, RangeState.Writing, out var found).ShouldBeFalse();
        found.ShouldBe(RangeState.Written);
        _states[Unit].ShouldBe(RangeState.Written);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(31, 2)]
    [InlineData(5, 200)]
    [InlineData(16_383, 2)]
    [InlineData(100, 50_000)]
    public void Neighbours_are_left_alone(long unit, long count)
    {
        Move(unit * Unit, count * Unit, RangeState.Allocated, RangeState.Written).ShouldBeTrue();
        _states[unit * Unit].ShouldBe(RangeState.Written);
        _states[(unit + count - 1) * Unit].ShouldBe(RangeState.Written);
        _states[(unit + count) * Unit].ShouldBe(RangeState.Allocated);
        if (unit > 0)
        {
            _states[(unit - 1) * Unit].ShouldBe(RangeState.Allocated);
        }
    }

    [Fact]
    public void A_range_that_overlaps_another_is_refused_whole()
    {
        Move(100 * Unit, Unit, RangeState.Allocated, RangeState.Flushed);
        _states.TryMove(0, 200 * Unit, RangeState.Allocated, RangeState.Writing, out var found).ShouldBeFalse();
        found.ShouldBe(RangeState.Flushed);
        Move(0, 100 * Unit, RangeState.Allocated, RangeState.Writing).ShouldBeTrue();
        Move(101 * Unit, 99 * Unit, RangeState.Allocated, RangeState.Writing).ShouldBeTrue();
    }

    [Fact]
    public void A_range_may_end_inside_of_its_last_unit()
    {
        Move(0, Unit + 1, RangeState.Allocated, RangeState.Written);
        _states[Unit].ShouldBe(RangeState.Written);
        _states[Unit + alignment].ShouldBe(RangeState.Allocated);
    }

    [Fact]
    public void Nothing_of_no_bytes_is_unwritten_or_being_written()
    {
        Move(0, 2 * Unit, RangeState.Allocated, RangeState.Writing);
        _states.TryMeasureUnwritten(Unit, 0, out var unwritten).ShouldBeTrue();
        unwritten.ShouldBe(0);
    }

    [Fact]
    public void The_states_are_those_of_a_plain_table()
    {
        const int Units = 40_000;
        var states = Gen.Elements(RangeState.Allocated, RangeState.Writing, RangeState.Written, RangeState.Flushed);
        var moves =
            from first in Gen.Choose(0, Units - 1)
            from count in Gen.OneOf(Gen.Choose(1, 70), Gen.Choose(1, 20_000))
            from before in states
            from after in states
            select (First: first, Count: Math.Min(count, Units - first), From: before, To: after);

        Prop.ForAll(moves.ListOf().ToArbitrary(), list =>
        {
            var model = new RangeState[Units];
            var tested = RangeStates.Create(alignment);
            foreach (var (first, count, from, to) in list)
            {
                var span = model.AsSpan(first, count);
                var allowed = !span.ContainsAnyExcept(from);
                tested.TryMove((long)first * Unit, (long)count * Unit, from, to, out _).ShouldBe(allowed);
                if (allowed)
                {
                    span.Fill(to);
                }
            }

            Enumerable.Range(0, Units).All(unit => tested[(long)unit * Unit] == model[unit]).ShouldBeTrue();
            foreach (var (first, count, _, _) in list)
            {
                var span = model.AsSpan(first, count);
                tested.TryMeasureUnwritten((long)first * Unit, (long)count * Unit, out var unwritten).ShouldBe(!span.Contains(RangeState.Writing));
                if (!span.Contains(RangeState.Writing))
                {
                    unwritten.ShouldBe((long)span.Count(RangeState.Allocated) * Unit);
                }
            }

            var end = 0L;
            foreach (var part in tested.Between(0, Units * (long)Unit))
            {
                part.Start.ShouldBe(end);
                model[(int)(part.Start / Unit)..(int)(part.End / Unit)].ShouldAllBe(state => state == part.State);
                end = part.End;
            }

            end.ShouldBe(Units * (long)Unit);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_generation_is_that_of_all_of_a_range()
    {
        _states.IsOf(0, 0, 100 * Unit).ShouldBeTrue();
        var generation = _states.Renew(10 * Unit, 10 * Unit);
        generation.ShouldNotBe(0);
        _states.IsOf(generation, 10 * Unit, 10 * Unit).ShouldBeTrue();
        _states.IsOf(0, 0, 10 * Unit).ShouldBeTrue();
        _states.IsOf(0, 20 * Unit, 10 * Unit).ShouldBeTrue();
        _states.IsOf(0, 0, 11 * Unit).ShouldBeFalse();
        _states.IsOf(generation, 19 * Unit, 2 * Unit).ShouldBeFalse();
        _states[10 * Unit].ShouldBe(RangeState.Allocated);
    }

    [Fact]
    public void A_new_range_over_parts_that_were_given_back_apart_has_one_generation()
    {
        _states.GenerationFor(0, 4 * Unit).ShouldBe(0);
        var first = _states.Renew(0, Unit);
        var second = _states.Renew(Unit, Unit);
        var whole = _states.GenerationFor(0, 2 * Unit);
        new[] { 0, first, second }.ShouldNotContain(whole);
        _states.IsOf(whole, 0, 2 * Unit).ShouldBeTrue();
        _states.GenerationFor(0, 2 * Unit).ShouldBe(whole);
    }

    [Fact]
    public void Of_many_threads_that_move_the_same_range_one_succeeds()
    {
        const int Threads = 8;
        const int Rounds = 2_000;
        var winners = new int[Rounds];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var round = 0; round < Rounds; round++)
            {
                // 37 units, so that ranges share words and reach into a second one.
                if (Move(round * 37L * Unit, 37 * Unit, RangeState.Allocated, RangeState.Writing))
                {
                    Interlocked.Increment(ref winners[round]);
                }
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        winners.ShouldAllBe(count => count == 1);
    }

    private bool Move(long offset, long length, RangeState from, RangeState to) => _states.TryMove(offset, length, from, to, out _);
}

public sealed class UnitRangeStatesTests() : RangeStatesTests(512);

public sealed class IntervalRangeStatesTests() : RangeStatesTests(1)
{
    [Fact]
    public void A_range_may_end_with_the_last_byte_that_there_is()
    {
        const int Alignment = 64;
        const long Start = long.MaxValue - (2 * Alignment) + 1;
        var states = RangeStates.Create(Alignment);

        states.TryMove(Start, long.MaxValue - Start, RangeState.Allocated, RangeState.Written, out _).ShouldBeTrue();
        var generation = states.Renew(Start, long.MaxValue - Start);

        (states[Start], states[long.MaxValue - 1], states[Start - 1]).ShouldBe((RangeState.Written, RangeState.Written, RangeState.Allocated));
        states.TryMeasureUnwritten(Start - Alignment, long.MaxValue - Start + Alignment, out var unwritten).ShouldBeTrue();
        unwritten.ShouldBe(Alignment);
        (states.IsOf(generation, Start, long.MaxValue - Start), states.IsOf(generation, Start - Alignment, Alignment)).ShouldBe((true, false));
        states.Between(Start - Alignment, long.MaxValue).ShouldBe([(Start - Alignment, Start, RangeState.Allocated), (Start, long.MaxValue, RangeState.Written)]);
    }
}
