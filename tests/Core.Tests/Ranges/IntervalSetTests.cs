using FsCheck;
using FsCheck.Fluent;

namespace Mapwright.Core.Tests.Ranges;

public sealed class IntervalSetTests
{
    [Fact]
    public void It_holds_what_a_plain_table_does()
    {
        const int Bytes = 60;
        var steps =
            from start in Gen.Choose(0, Bytes - 1)
            from length in Gen.Choose(1, 20)
            from isAdded in Gen.Elements(true, false)
            select (Start: start, End: Math.Min(start + length, Bytes), IsAdded: isAdded);

        Prop.ForAll(steps.ListOf().ToArbitrary(), list =>
        {
            var model = new bool[Bytes];
            var tested = new IntervalSet();
            foreach (var (start, end, isAdded) in list)
            {
                model.AsSpan(start..end).Fill(isAdded);
                if (isAdded)
                {
                    tested.Add(start, end);
                }
                else
                {
                    tested.Remove(start, end);
                }

                Table(tested.Within(0, Bytes)).ShouldBe(model);
                Table(tested.Within(start, end))[start..end].ShouldBe(model[start..end]);
                tested.Within(start, end).ShouldAllBe(interval => start <= interval.Start && interval.Start < interval.End && interval.End <= end);
            }
        }).QuickCheckThrowOnFailure();

        static bool[] Table(IReadOnlyList<(long Start, long End)> intervals)
        {
            var table = new bool[Bytes];
            foreach (var (start, end) in intervals)
            {
                table.AsSpan((int)start, (int)(end - start)).Fill(true);
            }

            return table;
        }
    }
}
