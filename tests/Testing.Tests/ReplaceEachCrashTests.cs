using Mapwright.Inlined;

namespace Mapwright.Testing.Tests;

/// <summary>Many files replaced under every failure and every power cut that the simulation has.</summary>
public class ReplaceEachCrashTests
{
    private static readonly string[] s_paths = ["/first/one", "/first/two", "/second/three"];
    private static readonly byte[] s_old = Calls.Filled(3000, 1);
    private static readonly byte[] s_new = Calls.Filled(9000, 2);

    [Fact]
    public void Whatever_call_fails_each_file_is_what_its_outcome_says_and_nothing_is_left()
    {
        var steps = new HashSet<ReplaceStep>();
        var calls = CallsOfOne();
        for (var nth = 1; nth <= calls; nth++)
        {
            foreach (var error in new[] { SimulatedError.DeviceError, SimulatedError.NoSpace, SimulatedError.Other })
            {
                var platform = Prepared();
                var fault = platform.Inject(new Fault { Error = error, Nth = nth });
                try
                {
                    Replace(platform);
                    s_paths.ShouldAllBe(path => platform.ReadDurable(path)!.SequenceEqual(s_new));
                }
                catch (StorageBatchException failure)
                {
                    steps.Add(failure.Step!.Value);
                    Check(platform, failure);
                }

                fault.Hits.ShouldBe(1);
                platform.OpenFiles.ShouldBe(0);
                platform.HeldLocks.ShouldBe(0);
                platform.Paths.ShouldBe(s_paths, ignoreOrder: true, $"call {nth} failed with {error}");
            }
        }

        steps.Order().ShouldBe(Enum.GetValues<ReplaceStep>());
    }

    [Fact]
    public void When_the_power_goes_at_any_call_each_file_is_whole_and_acknowledged_ones_are_the_new_ones()
    {
        var calls = CallsOfOne();
        var mixed = 0;
        for (var nth = 1; nth <= calls + 1; nth++)
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var platform = Prepared(seed);
                var before = platform.CallCount;
                platform.OnPrimitive = call =>
                {
                    if (call.Number - before == nth)
                    {
                        platform.PowerOff();
                    }
                };
                var acknowledged = Acknowledges(platform);
                platform.OnPrimitive = null;
                platform.PowerCut();
                platform.PowerOn();

                var isNew = s_paths.Select(path => IsNew(platform.ReadLive(path))).ToArray();
                if (acknowledged)
                {
                    isNew.ShouldAllBe(value => value, $"cut at call {nth}, seed {seed}");
                }

                mixed += isNew.Distinct().Count() - 1;

                // What the cut left is in nobody's way, and is cleared away.
                Replace(platform);
                platform.Paths.ShouldBe(s_paths, ignoreOrder: true);
            }
        }

        mixed.ShouldBeGreaterThan(0, "all of them at once is not what is promised: a cut finds some of them replaced");
    }

    [Fact]
    public void A_directory_that_cannot_be_flushed_is_told_of_its_files_alone()
    {
        var platform = Prepared();
        platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushDirectory, Error = SimulatedError.DeviceError });

        var failure = Should.Throw<StorageBatchException>(() => Replace(platform));

        (failure.Code, failure.Step, failure.Path).ShouldBe((StorageErrorCode.ReplacedNotDurable, ReplaceStep.FlushDirectory, s_paths[0]));
        failure.Outcomes.Select(outcome => outcome.State).ShouldBe([BatchState.NotDurable, BatchState.NotDurable, BatchState.Done]);
        Check(platform, failure);
    }

    [Fact]
    public void A_failure_leaves_what_was_replaced_before_it_durable_and_tries_nothing_behind_it()
    {
        var platform = Prepared();
        platform.Inject(new Fault { Primitive = SimulatedPrimitive.WriteAt, Nth = 2, Error = SimulatedError.NoSpace });

        var failure = Should.Throw<StorageBatchException>(() => Replace(platform));

        (failure.Code, failure.Step, failure.Path).ShouldBe((StorageErrorCode.NoSpace, ReplaceStep.Write, s_paths[1]));
        failure.Outcomes.Select(outcome => outcome.State).ShouldBe([BatchState.Done, BatchState.Failed, BatchState.NotStarted]);
        failure.Message.ShouldContain(s_paths[1]);
        failure.Message.ShouldContain("1 of 3");
        Check(platform, failure);
    }

    [Fact]
    public void A_directory_under_two_names_is_flushed_once()
    {
        var platform = Prepared();
        var flushes = 0;
        platform.OnPrimitive = call => flushes += call.Primitive == SimulatedPrimitive.FlushDirectory ? 1 : 0;
        platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushDirectory, Error = SimulatedError.DeviceError });

        var failure = Should.Throw<StorageBatchException>(() => FilesOf(platform).ReplaceEach(
            [new FileReplacement("/first/one", s_new), new FileReplacement("/second/../first/two", s_new)]));

        flushes.ShouldBe(1);
        failure.Outcomes.ShouldAllBe(outcome => outcome.State == BatchState.NotDurable);
    }

    /// <summary>Each file is what is said of it.</summary>
    private static void Check(SimulatedPlatform platform, StorageBatchException failure)
    {
        failure.Outcomes.Select(outcome => outcome.Path).ShouldBe(s_paths);
        foreach (var (path, state, error) in failure.Outcomes)
        {
            IsNew(platform.ReadLive(path)).ShouldBe(state is BatchState.Done or BatchState.NotDurable, path);
            (error is null).ShouldBe(state is BatchState.Done or BatchState.NotStarted);
            if (state == BatchState.Done)
            {
                platform.ReadDurable(path).ShouldBe(s_new);
            }
        }
    }

    private static bool Acknowledges(SimulatedPlatform platform)
    {
        try
        {
            Replace(platform);
            return true;
        }
        catch (StorageBatchException)
        {
            return false;
        }
    }

    private static bool IsNew(byte[] content)
    {
        var isNew = content.AsSpan().SequenceEqual(s_new);
        (isNew || content.AsSpan().SequenceEqual(s_old)).ShouldBeTrue($"{content.Length} bytes");
        return isNew;
    }

    private static int CallsOfOne()
    {
        var platform = Prepared();
        var before = platform.CallCount;
        Replace(platform);
        return (int)(platform.CallCount - before);
    }

    private static SimulatedPlatform Prepared(int seed = 0)
    {
        var platform = new SimulatedPlatform(seed);
        foreach (var path in s_paths)
        {
            platform.AddFile(path, s_old);
        }

        return platform;
    }

    private static void Replace(SimulatedPlatform platform) =>
        FilesOf(platform).ReplaceEach(Array.ConvertAll(s_paths, path => new FileReplacement(path, s_new)));

    private static FileSystem FilesOf(SimulatedPlatform platform) => new(platform, InlineScheduler.Shared);
}
