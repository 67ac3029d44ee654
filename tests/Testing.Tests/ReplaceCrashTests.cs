using Mapwright.Inlined;

namespace Mapwright.Testing.Tests;

/// <summary>Atomic replacement under every failure and every power cut that the simulation has.</summary>
public class ReplaceCrashTests
{
    private const string Path = "/folder/file";

    private static readonly byte[] s_old = Calls.Filled(3000, 1);
    private static readonly byte[] s_new = Calls.Filled(9000, 2);

    /// <summary>What the new content is given as.</summary>
    public enum Form
    {
        Bytes,
        Stream,
        StreamAsync,
    }

    /// <summary>Whether there is a file to replace, and what the new content is given as.</summary>
    public static TheoryData<bool, Form> Cases => [.. from exists in new[] { true, false } from form in Enum.GetValues<Form>() select (exists, form)];

    /// <summary>Each primitive call of a replacement, failed once with each of these.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Whatever_call_fails_the_file_is_the_old_or_the_new_one_and_nothing_is_left(bool exists, Form form)
    {
        var steps = new HashSet<ReplaceStep>();
        var calls = CallsOfOne(exists, form);
        for (var nth = 1; nth <= calls; nth++)
        {
            foreach (var error in new[] { SimulatedError.DeviceError, SimulatedError.NoSpace, SimulatedError.Other })
            {
                var platform = Prepared(exists);
                var fault = platform.Inject(new Fault { Error = error, Nth = nth });
                try
                {
                    Replace(platform, form);
                    platform.ReadDurable(Path).ShouldBe(s_new);
                }
                catch (StorageException failure) when (failure.Code == StorageErrorCode.ReplacedNotDurable)
                {
                    steps.Add(failure.Step!.Value);
                    platform.ReadLive(Path).ShouldBe(s_new);
                }
                catch (StorageException failure)
                {
                    steps.Add(failure.Step!.Value);
                    Content(platform).ShouldBe(exists ? s_old : null);
                }

                fault.Hits.ShouldBe(1);
                platform.OpenFiles.ShouldBe(0);
                platform.HeldLocks.ShouldBe(0);
                platform.Paths.Where(path => path != Path).ShouldBeEmpty($"call {nth} failed with {error}");
            }
        }

        steps.Order().ShouldBe(Enum.GetValues<ReplaceStep>().Where(step => exists || step != ReplaceStep.SetAttributes));
    }

    [Theory, MemberData(nameof(Cases))]
    public void When_the_power_goes_at_any_call_the_file_is_whole_and_an_acknowledged_one_is_the_new_one(bool exists, Form form)
    {
        var calls = CallsOfOne(exists, form);
        for (var nth = 1; nth <= calls + 1; nth++)
        {
            for (var seed = 0; seed < 40; seed++)
            {
                var platform = Prepared(exists, seed);
                var before = platform.CallCount;
                platform.OnPrimitive = call =>
                {
                    if (call.Number - before == nth)
                    {
                        platform.PowerOff();
                    }
                };
                var acknowledged = Acknowledges(platform, form);
                platform.OnPrimitive = null;
                platform.PowerCut();
                platform.PowerOn();

                var found = Content(platform);
                if (acknowledged)
                {
                    found.ShouldBe(s_new, $"cut at call {nth}, seed {seed}");
                }
                else
                {
                    IsWhole(found, exists).ShouldBeTrue($"cut at call {nth}, seed {seed}: {found?.Length} bytes");
                }

                // What the cut left is in nobody's way, and is cleared away.
                Replace(platform);
                platform.ReadDurable(Path).ShouldBe(s_new);
                platform.Paths.ShouldBe([Path]);
            }
        }
    }

    [Fact]
    public void A_power_cut_may_undo_a_replacement_that_says_that_it_is_not_durable()
    {
        var outcomes = new HashSet<int>();
        for (var seed = 0; seed < 40; seed++)
        {
            var platform = Prepared(exists: true, seed);
            platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushDirectory, Error = SimulatedError.DeviceError });
            Should.Throw<StorageException>(() => Replace(platform)).Code.ShouldBe(StorageErrorCode.ReplacedNotDurable);
            platform.PowerCut();
            IsWhole(Content(platform), exists: true).ShouldBeTrue();
            outcomes.Add(platform.ReadLive(Path).Length);
        }

        outcomes.ShouldBe([s_old.Length, s_new.Length], ignoreOrder: true);
    }

    [Fact]
    public void Without_the_flush_a_power_cut_may_tear_it_so_the_check_above_can_fail()
    {
        var torn = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var platform = Prepared(exists: true, seed);
            FilesOf(platform).ReplaceAtomically(Path, s_new, new ReplaceOptions { Flush = false });
            platform.PowerCut();
            torn += IsWhole(Content(platform), exists: true) ? 0 : 1;
        }

        torn.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_failed_flush_of_the_temporary_does_not_poison_the_file()
    {
        var platform = Prepared(exists: true);
        platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushAll, Error = SimulatedError.DeviceError });
        Should.Throw<StorageException>(() => Replace(platform)).Step.ShouldBe(ReplaceStep.Flush);
        Replace(platform);
        platform.ReadDurable(Path).ShouldBe(s_new);
    }

    [Fact]
    public void A_temporary_that_cannot_be_removed_is_said_next_to_the_cause_and_cleared_away_later()
    {
        var platform = Prepared(exists: true);
        platform.Inject(new Fault { Primitive = SimulatedPrimitive.WriteAt, Error = SimulatedError.NoSpace });
        platform.Inject(new Fault { Primitive = SimulatedPrimitive.DeleteByIdentity, Error = SimulatedError.DeviceError });
        var error = Should.Throw<StorageException>(() => Replace(platform));
        (error.Code, error.Step).ShouldBe((StorageErrorCode.NoSpace, ReplaceStep.Write));
        error.Message.ShouldContain("ENOSPC");
        error.Message.ShouldContain("EIO");
        platform.Paths.Count.ShouldBe(2);
        Replace(platform);
        platform.Paths.ShouldBe([Path]);
    }

    private static bool Acknowledges(SimulatedPlatform platform, Form form)
    {
        try
        {
            Replace(platform, form);
            return true;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static bool IsWhole(byte[]? found, bool exists) =>
        found is null ? !exists : found.AsSpan().SequenceEqual(s_new) || (exists && found.AsSpan().SequenceEqual(s_old));

    private static byte[]? Content(SimulatedPlatform platform) => platform.Paths.Contains(Path) ? platform.ReadLive(Path) : null;

    private static int CallsOfOne(bool exists, Form form)
    {
        var platform = Prepared(exists);
        var before = platform.CallCount;
        Replace(platform, form);
        return (int)(platform.CallCount - before);
    }

    private static SimulatedPlatform Prepared(bool exists, int seed = 0)
    {
        var platform = new SimulatedPlatform(seed);
        platform.AddFile("/folder/other", []);
        FilesOf(platform).Delete("/folder/other");
        FilesOf(platform).FlushDirectory("/folder");
        if (exists)
        {
            platform.AddFile(Path, s_old);
        }

        return platform;
    }

    private static void Replace(SimulatedPlatform platform, Form form = Form.Bytes)
    {
        var files = FilesOf(platform);
        switch (form)
        {
            case Form.Bytes:
                files.ReplaceAtomically(Path, s_new);
                break;
            case Form.Stream:
                files.ReplaceAtomically(Path, new MemoryStream(s_new));
                break;
            case Form.StreamAsync:
                files.ReplaceAtomicallyAsync(Path, new MemoryStream(s_new)).AsTask().GetAwaiter().GetResult();
                break;
        }
    }

    private static FileSystem FilesOf(SimulatedPlatform platform) => new(platform, InlineScheduler.Shared);
}
