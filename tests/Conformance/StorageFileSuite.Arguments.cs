using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>What is refused before anything happens.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task Arguments_that_are_never_right_are_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        var bytes = new byte[2];
        var calls = rig.Platform.Calls;

        rig.Refuses<ArgumentOutOfRangeException>(() => file.ReadAt(bytes, -1), () => file.ReadAtAsync(bytes, -1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.ReadExactlyAt(bytes, -1), () => file.ReadExactlyAtAsync(bytes, -1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.WriteAt(bytes, -1), () => file.WriteAtAsync(bytes, -1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.WriteDurableAt(bytes, -1), () => file.WriteDurableAtAsync(bytes, -1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.SetLength(-1), () => file.SetLengthAsync(-1)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Allocate(-1, 1), () => file.AllocateAsync(-1, 1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Allocate(0, 0), () => file.AllocateAsync(0, 0)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Allocate(0, -1), () => file.AllocateAsync(0, -1)).ParamName.ShouldBe("length");

        rig.Refuses<ArgumentOutOfRangeException>(() => file.Allocate(0, 0, true), () => file.AllocateAsync(0, 0, true)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.PunchHole(-1, 1), () => file.PunchHoleAsync(-1, 1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.PunchHole(0, 0), () => file.PunchHoleAsync(0, 0)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.ZeroRange(0, 0), () => file.ZeroRangeAsync(0, 0)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.NextExtent(-1), () => file.NextExtentAsync(-1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Extents(-1), () => file.ExtentsAsync(-1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.FlushRange(-1, 1), () => file.FlushRangeAsync(-1, 1)).ParamName.ShouldBe("offset");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.StartFlush(0, -1), () => file.StartFlushAsync(0, -1)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.DropCache(0, -1), () => file.DropCacheAsync(0, -1)).ParamName.ShouldBe("length");
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Advise(0, 1, (FileAdvice)99), () => file.AdviseAsync(0, 1, (FileAdvice)99)).ParamName.ShouldBe("advice");
        rig.Refuses<ArgumentNullException>(() => file.ReadAt((Memory<byte>[])null!, 0), () => file.ReadAtAsync((Memory<byte>[])null!, 0));
        rig.Refuses<ArgumentNullException>(() => file.ReadExactlyAt((Memory<byte>[])null!, 0), () => file.ReadExactlyAtAsync((Memory<byte>[])null!, 0));
        rig.Refuses<ArgumentNullException>(() => file.WriteAt((ReadOnlyMemory<byte>[])null!, 0), () => file.WriteAtAsync((ReadOnlyMemory<byte>[])null!, 0));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.ReadAt(Buffers(1), -1), () => file.ReadAtAsync(Buffers(1), -1)).ParamName.ShouldBe("offset");

        rig.Platform.Calls.ShouldBe(calls);
    }

    [Theory, Everywhere]
    public async Task An_interval_beyond_the_largest_offset_is_refused_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        var bytes = new byte[2];
        const long Last = long.MaxValue - 1;

        rig.Refuses<ArgumentOutOfRangeException>(() => file.WriteAt(bytes, Last), () => file.WriteAtAsync(bytes, Last));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.WriteDurableAt(bytes, Last), () => file.WriteDurableAtAsync(bytes, Last));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.Allocate(Last, 2), () => file.AllocateAsync(Last, 2));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.WriteAt([bytes.AsMemory()], Last), () => file.WriteAtAsync([bytes.AsMemory()], Last));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.FlushRange(Last, 2), () => file.FlushRangeAsync(Last, 2));
        rig.Refuses<ArgumentOutOfRangeException>(() => file.PunchHole(Last, 2), () => file.PunchHoleAsync(Last, 2));

        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }

    [Theory, Everywhere]
    public async Task A_closed_file_refuses_everything_on_the_caller(Setup setup)
    {
        await using var rig = new Rig(setup);
        var file = rig.OpenNew([1, 2, 3]);
        file.Dispose();
        var bytes = new byte[2];
        var calls = rig.Platform.Calls;

        file.IsClosed.ShouldBeTrue();
        rig.Refuses<ObjectDisposedException>(() => file.ReadAt(bytes, 0), () => file.ReadAtAsync(bytes, 0));
        rig.Refuses<ObjectDisposedException>(() => file.ReadExactlyAt(bytes, 0), () => file.ReadExactlyAtAsync(bytes, 0));
        rig.Refuses<ObjectDisposedException>(() => file.WriteAt(bytes, 0), () => file.WriteAtAsync(bytes, 0));
        rig.Refuses<ObjectDisposedException>(() => file.WriteDurableAt(bytes, 0), () => file.WriteDurableAtAsync(bytes, 0));
        rig.Refuses<ObjectDisposedException>(() => file.SetLength(0), () => file.SetLengthAsync(0));
        rig.Refuses<ObjectDisposedException>(() => file.Allocate(0, 1), () => file.AllocateAsync(0, 1));
        rig.Refuses<ObjectDisposedException>(() => file.FlushData(), () => file.FlushDataAsync());
        rig.Refuses<ObjectDisposedException>(() => file.FlushAll(), () => file.FlushAllAsync());
        rig.Refuses<ObjectDisposedException>(() => file.GetMetadata(), () => file.GetMetadataAsync());
        rig.Refuses<ObjectDisposedException>(() => file.Append(bytes), () => file.AppendAsync(bytes));
        rig.Refuses<ObjectDisposedException>(() => file.ReadAt(Buffers(1), 0), () => file.ReadAtAsync(Buffers(1), 0));
        rig.Refuses<ObjectDisposedException>(() => file.PunchHole(0, 1), () => file.PunchHoleAsync(0, 1));
        rig.Refuses<ObjectDisposedException>(() => file.ZeroRange(0, 1), () => file.ZeroRangeAsync(0, 1));
        rig.Refuses<ObjectDisposedException>(() => file.NextExtent(0), () => file.NextExtentAsync(0));
        rig.Refuses<ObjectDisposedException>(() => file.FlushRange(0, 1), () => file.FlushRangeAsync(0, 1));
        rig.Refuses<ObjectDisposedException>(() => file.StartFlush(0, 1), () => file.StartFlushAsync(0, 1));
        rig.Refuses<ObjectDisposedException>(() => file.Advise(0, 1, FileAdvice.Random), () => file.AdviseAsync(0, 1, FileAdvice.Random));
        rig.Refuses<ObjectDisposedException>(() => file.DropCache(0, 1), () => file.DropCacheAsync(0, 1));
        Should.Throw<ObjectDisposedException>(() => file.Length);
        Should.Throw<ObjectDisposedException>(() => file.AllocationGuarantee);

        rig.Platform.Calls.ShouldBe(calls);
    }

    [Theory, AsyncEverywhere]
    public async Task A_cancelled_token_ends_every_operation_before_it_begins(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);
        var bytes = new byte[] { 9 };
        var token = new CancellationToken(canceled: true);
        var calls = rig.Platform.Calls;

        await Rig.IsCancelled(file.ReadAtAsync(bytes, 0, token), token);
        await Rig.IsCancelled(file.ReadExactlyAtAsync(bytes, 0, token), token);
        await Rig.IsCancelled(file.WriteAtAsync(bytes, 0, token), token);
        await Rig.IsCancelled(file.WriteDurableAtAsync(bytes, 0, token), token);
        await Rig.IsCancelled(file.SetLengthAsync(0, token), token);
        await Rig.IsCancelled(file.AllocateAsync(0, 1, token), token);
        await Rig.IsCancelled(file.FlushDataAsync(token), token);
        await Rig.IsCancelled(file.FlushAllAsync(token), token);
        await Rig.IsCancelled(file.GetMetadataAsync(token), token);

        rig.Platform.Calls.ShouldBe(calls);
        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }
}
