namespace Mapwright.Core.Tests.Scheduling;

public sealed class UseCountTests
{
    private readonly UseCount _use = new();

    [Fact]
    public void Whoever_ends_an_unused_object_finds_it_empty()
    {
        _use.TryEnter().ShouldBeTrue();
        _use.Exit().ShouldBeFalse();

        _use.End().ShouldBeTrue();

        _use.IsEmpty.ShouldBeTrue();
        _use.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public void Nobody_enters_after_the_end_and_trying_counts_for_nothing()
    {
        _use.TryEnter().ShouldBeTrue();
        _use.End();

        _use.TryEnter().ShouldBeFalse();
        _use.TryEnter().ShouldBeFalse();

        _use.IsEmpty.ShouldBeFalse();
        _use.Exit().ShouldBeTrue();
        _use.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Only_the_last_one_out_is_told_so()
    {
        for (var i = 0; i < 3; i++)
        {
            _use.TryEnter().ShouldBeTrue();
        }

        _use.Exit().ShouldBeFalse();
        _use.End();

        _use.Exit().ShouldBeFalse();
        _use.Exit().ShouldBeTrue();
    }

    [Fact]
    public void The_second_end_is_told_that_it_is_the_second()
    {
        _use.End().ShouldBeTrue();
        _use.End().ShouldBeFalse();
    }

    [Fact]
    public void Under_load_the_end_is_found_exactly_when_nobody_is_inside()
    {
        const int Rounds = 2000;
        const int Threads = 4;
        for (var round = 0; round < Rounds; round++)
        {
            var use = new UseCount();
            var inside = 0;
            var lastOut = 0;
            var enteredAfterEnd = 0;
            var tooEarly = 0;
            var ended = false;
            using var start = new Barrier(Threads + 1);
            var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                while (true)
                {
                    var late = Volatile.Read(ref ended);
                    if (!use.TryEnter())
                    {
                        return;
                    }

                    Interlocked.Add(ref enteredAfterEnd, late ? 1 : 0);
                    Interlocked.Increment(ref inside);
                    Interlocked.Decrement(ref inside);
                    if (use.Exit())
                    {
                        Interlocked.Increment(ref lastOut);
                        Interlocked.Add(ref tooEarly, Volatile.Read(ref inside));
                    }
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            start.SignalAndWait();

            use.End();
            Volatile.Write(ref ended, true);
            var foundEmpty = use.IsEmpty;
            threads.ForEach(thread => thread.Join());

            enteredAfterEnd.ShouldBe(0);
            tooEarly.ShouldBe(0);
            use.IsEmpty.ShouldBeTrue();
            lastOut.ShouldBeLessThanOrEqualTo(1);
            (foundEmpty || lastOut == 1).ShouldBeTrue();
        }
    }
}
