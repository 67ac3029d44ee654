namespace Mapwright.Testing.Tests;

public sealed class FaultTests
{
    private readonly SimulatedPlatform _platform = new(new SimulatedPlatformOptions { RecordTrace = true });

    [Fact]
    public void The_nth_call_of_a_primitive_fails_and_no_other()
    {
        var fault = _platform.Inject(new Fault { Primitive = SimulatedPrimitive.WriteAt, Nth = 3, Error = SimulatedError.NoSpace });
        var file = _platform.OpenFile("/a");
        var failed = Enumerable.Range(0, 6).Select(i => _platform.WriteAt(file, [1], i).IsFailure).ToList();
        failed.ShouldBe([false, false, true, false, false, false]);
        fault.Hits.ShouldBe(1);
    }

    [Fact]
    public void A_fault_can_last()
    {
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.WriteAt, Nth = 2, Times = int.MaxValue, Error = SimulatedError.NoSpace });
        var file = _platform.OpenFile("/a");
        Enumerable.Range(0, 5).Count(i => _platform.WriteAt(file, [1], i).IsFailure).ShouldBe(4);
    }

    [Fact]
    public void A_fault_strikes_the_path_that_it_names()
    {
        _platform.Inject(new Fault { Path = "a", Times = int.MaxValue, Error = SimulatedError.AccessDenied });
        _platform.OpenFile("/b");
        _platform.Open("/./a", new OpenRequest(FileRights.ReadWrite, FileDisposition.OpenOrCreate, Calls.Mode), out _)
            .ShouldBe(_platform, StorageErrorCode.AccessDenied);
        _platform.Rename("/b", "/a", replace: true).ShouldBe(_platform, StorageErrorCode.AccessDenied);
        _platform.Paths.ShouldBe(["/b"]);
    }

    [Fact]
    public void A_fault_can_ask_any_question_about_the_call()
    {
        _platform.Inject(new Fault { Where = call => call.Offset + call.Length > 100, Error = SimulatedError.TooLarge });
        var file = _platform.OpenFile("/a");
        _platform.WriteAt(file, new byte[100], 0).IsFailure.ShouldBeFalse();
        _platform.WriteAt(file, new byte[1], 100).ShouldBe(_platform, StorageErrorCode.TooLarge);
    }

    [Fact]
    public void A_fault_that_was_taken_out_strikes_no_more()
    {
        using (_platform.Inject(new Fault { Times = int.MaxValue, Error = SimulatedError.DeviceError }))
        {
            _platform.FlushDirectory("/").IsFailure.ShouldBeTrue();
        }

        _platform.FlushDirectory("/").IsFailure.ShouldBeFalse();
    }

    [Fact]
    public void A_write_that_fails_in_the_middle_has_written_its_first_part()
    {
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.WriteAt, Error = SimulatedError.NoSpace, Transferred = 2 });
        var file = _platform.OpenFile("/a");
        _platform.WriteAt(file, [1, 2, 3], 0).ShouldBe(IoResult.Failure((int)SimulatedError.NoSpace, 2));
        _platform.ReadLive("/a").ShouldBe([1, 2]);
    }

    [Fact]
    public void A_read_that_fails_in_the_middle_has_filled_its_first_part()
    {
        _platform.AddFile("/a", [1, 2, 3]);
        _platform.Inject(new Fault { Primitive = SimulatedPrimitive.ReadAt, Error = SimulatedError.DeviceError, Transferred = 2 });
        var buffer = new byte[3];
        _platform.ReadAt(_platform.OpenFile("/a"), buffer, 0).ShouldBe(IoResult.Failure((int)SimulatedError.DeviceError, 2));
        buffer.ShouldBe([1, 2, 0]);
    }

    [Fact]
    public void Every_primitive_can_be_made_to_fail()
    {
        _platform.AddFile("/a", new byte[100]);
        var file = _platform.OpenFile("/a");
        var mapping = _platform.MapFile(file, 100);
        _platform.OpenDirectory("/", followLinks: true, out var directory).ShouldBe(_platform, StorageErrorCode.None);
        var calls = new Dictionary<SimulatedPrimitive, Func<IoResult>>
        {
            [SimulatedPrimitive.Open] = () => _platform.Open("/a", default, out _),
            [SimulatedPrimitive.CreateAnonymous] = () => _platform.CreateAnonymous("a", out _),
            [SimulatedPrimitive.GetMetadata] = () => _platform.GetMetadata(file, out _),
            [SimulatedPrimitive.GetLength] = () => _platform.GetLength(file),
            [SimulatedPrimitive.ReadAt] = () => _platform.ReadAt(file, new byte[1], 0),
            [SimulatedPrimitive.TryReadAt] = () => _platform.TryReadAt(file, new byte[1], 0),
            [SimulatedPrimitive.WriteAt] = () => _platform.WriteAt(file, [1], 0),
            [SimulatedPrimitive.WriteDurableAt] = () => _platform.WriteDurableAt(file, [1], 0),
            [SimulatedPrimitive.SetLength] = () => _platform.SetLength(file, 1),
            [SimulatedPrimitive.Allocate] = () => _platform.Allocate(file, 0, 1),
            [SimulatedPrimitive.Adopt] = () => _platform.Adopt(new Microsoft.Win32.SafeHandles.SafeFileHandle(), out _),
            [SimulatedPrimitive.Duplicate] = () => _platform.Duplicate(file, out _),
            [SimulatedPrimitive.Append] = () => _platform.Append(file, [1], TransferOptions.None),
            [SimulatedPrimitive.Reopen] = () => _platform.Reopen(file, Caching.Buffered, Durability.None, out _),
            [SimulatedPrimitive.GetTransferLimits] = () => _platform.GetTransferLimits(file, out _),
            [SimulatedPrimitive.ExtendLength] = () => _platform.ExtendLength(file, 200),
            [SimulatedPrimitive.PunchHole] = () => _platform.PunchHole(file, 0, 1),
            [SimulatedPrimitive.ZeroRange] = () => _platform.ZeroRange(file, 0, 1),
            [SimulatedPrimitive.FindExtent] = () => _platform.FindExtent(file, 0, out _),
            [SimulatedPrimitive.FlushRange] = () => _platform.FlushRange(file, 0, 1),
            [SimulatedPrimitive.Advise] = () => _platform.Advise(file, 0, 1, FileAdvice.Random),
            [SimulatedPrimitive.FlushData] = () => _platform.FlushData(file),
            [SimulatedPrimitive.FlushAll] = () => _platform.FlushAll(file),
            [SimulatedPrimitive.StartFlush] = () => _platform.StartFlush(file, 0, 1),
            [SimulatedPrimitive.Barrier] = () => _platform.Barrier(file),
            [SimulatedPrimitive.SetWriteLifetime] = () => _platform.SetWriteLifetime(file, WriteLifetime.ShortLived),
            [SimulatedPrimitive.FlushDirectory] = () => _platform.FlushDirectory("/"),
            [SimulatedPrimitive.Map] = () => _platform.Map(file, new MapRequest(MappingKind.ReadOnly, 0, 1), out _),
            [SimulatedPrimitive.Populate] = () => _platform.Populate(mapping, 0, 1, forWrite: false),
            [SimulatedPrimitive.ReadMapping] = () => _platform.ReadMapping(mapping, 0, new byte[1]),
            [SimulatedPrimitive.WriteMapping] = () => _platform.WriteMapping(mapping, 0, [1]),
            [SimulatedPrimitive.FlushMapping] = () => _platform.FlushMapping(mapping, 0, 1),
            [SimulatedPrimitive.AdviseMapping] = () => _platform.AdviseMapping(mapping, 0, 1, MapAdvice.Random),
            [SimulatedPrimitive.LockMapping] = () => _platform.LockMapping(mapping, 0, 1),
            [SimulatedPrimitive.UnlockMapping] = () => _platform.UnlockMapping(mapping, 0, 1),
            [SimulatedPrimitive.DiscardMapping] = () => _platform.DiscardMapping(mapping, 0, 1),
            [SimulatedPrimitive.GetResidency] = () => _platform.GetResidency(file, mapping, 0, 1),
            [SimulatedPrimitive.WaitForChange] = () => _platform.WaitForChange([]),
            [SimulatedPrimitive.WakeWaiters] = () => _platform.WakeWaiters(mapping.Address),
            [SimulatedPrimitive.Restore] = () => _platform.Restore(file, mapping, 0, 1),
            [SimulatedPrimitive.Retire] = () => _platform.Retire(mapping),
            [SimulatedPrimitive.Unmap] = () => _platform.Unmap(mapping),
            [SimulatedPrimitive.TryLock] = () => _platform.TryLock(file, LockMode.Shared),
            [SimulatedPrimitive.Unlock] = () => _platform.Unlock(file),
            [SimulatedPrimitive.TryLockRange] = () => _platform.TryLockRange(file, LockMode.Shared, 0, 1),
            [SimulatedPrimitive.TryConvertLockRange] = () => _platform.TryConvertLockRange(file, LockMode.Shared, 0, 1),
            [SimulatedPrimitive.UnlockRange] = () => _platform.UnlockRange(file, 0, 1),
            [SimulatedPrimitive.Rename] = () => _platform.Rename("/a", "/b", replace: false),
            [SimulatedPrimitive.Delete] = () => _platform.Delete("/a"),
            [SimulatedPrimitive.CreateDirectory] = () => _platform.CreateDirectory("/d", Calls.Mode),
            [SimulatedPrimitive.DeleteDirectory] = () => _platform.DeleteDirectory("/d"),
            [SimulatedPrimitive.DeleteByIdentity] = () => _platform.DeleteByIdentity("/a", default),
            [SimulatedPrimitive.CopyRange] = () => _platform.CopyRange(file, 0, file, 1, 1),
            [SimulatedPrimitive.Clone] = () => _platform.Clone(file, file),
            [SimulatedPrimitive.CloneAs] = () => _platform.CloneAs(file, "/b"),
            [SimulatedPrimitive.SetAttributes] = () => _platform.SetAttributes(file, default, FileAspects.None),
            [SimulatedPrimitive.OpenDirectory] = () => _platform.OpenDirectory("/", followLinks: true, out _),
            [SimulatedPrimitive.ReadDirectory] = () => _platform.ReadDirectory(directory!, out _),
            [SimulatedPrimitive.Close] = () => _platform.Close(file),
        };
        calls.Keys.ShouldBe(Enum.GetValues<SimulatedPrimitive>(), ignoreOrder: true);
        foreach (var (primitive, call) in calls)
        {
            using var fault = _platform.Inject(new Fault { Primitive = primitive, Error = SimulatedError.DeviceError });
            call().ShouldBe(_platform, StorageErrorCode.DeviceError);
            fault.Hits.ShouldBe(1, primitive.ToString());
        }

        _platform.Close(directory!).ShouldBe(_platform, StorageErrorCode.None);
        _platform.Paths.ShouldBe(["/a"]);
        (_platform.OpenMappings, _platform.OpenFiles).ShouldBe((1, 0), "a failed unmap keeps the mapping, a failed close loses the handle");
    }

    [Fact]
    public void Every_error_has_a_code_and_a_name_of_its_own()
    {
        var errors = Enum.GetValues<SimulatedError>().Where(error => error != SimulatedError.None).ToList();
        errors.Select(error => _platform.Describe((int)error)).ShouldBeUnique();
        errors.ShouldAllBe(error => _platform.Describe((int)error).Contains(" (simulated): "));
        errors.Where(error => error != SimulatedError.Other)
            .ShouldAllBe(error => _platform.Classify((int)error) != StorageErrorCode.Unknown);
        _platform.Describe((int)SimulatedError.NoSpace).ShouldBe("ENOSPC (simulated): no space left on device");
        _platform.Classify(28).ShouldBe(StorageErrorCode.Unknown, "the numbers of an operating system are not its numbers");
    }

    [Fact]
    public void The_trace_tells_what_was_called()
    {
        var file = _platform.OpenFile("a");
        _platform.Write(file, 7, 1, 2);
        _platform.Rename("/a", "/b", replace: false);
        _platform.Trace.ShouldBe(
        [
            new PrimitiveCall(1, SimulatedPrimitive.Open, "/a", null, 0, 0),
            new PrimitiveCall(2, SimulatedPrimitive.WriteAt, "/a", null, 7, 2),
            new PrimitiveCall(3, SimulatedPrimitive.Rename, "/a", "/b", 0, 0),
        ]);
        _platform.CallCount.ShouldBe(3);
        new SimulatedPlatform().Trace.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_can_be_held_while_others_go_on()
    {
        _platform.AddFile("/a", [1]);
        var file = _platform.OpenFile("/a");
        using var reached = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        _platform.OnPrimitive = call =>
        {
            if (call.Primitive == SimulatedPrimitive.FlushData)
            {
                reached.Set();
                release.Wait(TestContext.Current.CancellationToken);
            }
        };

        var flush = Task.Run(() => _platform.FlushData(file), TestContext.Current.CancellationToken);
        reached.Wait(TestContext.Current.CancellationToken);
        _platform.Read(file, 0, 1).ShouldBe([1]);
        flush.IsCompleted.ShouldBeFalse();
        release.Set();
        (await flush).IsFailure.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_fault_that_could_never_strike_is_refused(int nth, int times) =>
        Should.Throw<ArgumentException>(() => _platform.Inject(new Fault { Error = SimulatedError.NoSpace, Nth = nth, Times = times }));
}
