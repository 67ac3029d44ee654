using Mapwright.Conformance.Matrix;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance;

/// <summary>Writing at the end, wherever it is.</summary>
public sealed partial class StorageFileSuite
{
    [Theory, Everywhere]
    public async Task An_append_says_where_its_bytes_are(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        (await rig.Call(() => file.Append([4, 5]), () => file.AppendAsync(new byte[] { 4, 5 }))).ShouldBe(3);
        (await rig.Call(() => file.Append([]), () => file.AppendAsync(ReadOnlyMemory<byte>.Empty))).ShouldBe(5);
        (await rig.Call(() => file.Append([6]), () => file.AppendAsync(new byte[] { 6 }))).ShouldBe(5);

        rig.Content(file.Path).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Theory, Everywhere]
    public async Task After_an_append_writes_still_go_where_they_are_told(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1, 2, 3]);

        await rig.Call(() => file.Append([4]), () => file.AppendAsync(new byte[] { 4 }));
        await rig.Call(() => file.WriteAt([9], 0), () => file.WriteAtAsync(new byte[] { 9 }, 0));

        rig.Content(file.Path).ShouldBe([9, 2, 3, 4]);
    }

    [Theory, Everywhere]
    public async Task Appends_through_two_objects_never_overlap(Setup setup)
    {
        setup.SkipOnWine("an append is two steps");
        const int Records = 200;
        await using var rig = new Rig(setup);
        await using var first = rig.OpenNew([]);
        await using var second = rig.FileSystem.OpenWrite(first.Path);

        var offsets = await Task.WhenAll(new[] { first, second, first, second }.Select((file, writer) => Rig.OnThread(async () =>
        {
            var record = Enumerable.Repeat((byte)(writer + 1), 16).ToArray();
            var landed = new List<long>();
            for (var i = 0; i < Records; i++)
            {
                landed.Add(await rig.Call(() => file.Append(record), () => file.AppendAsync(record)));
            }

            return landed;
        }))).WaitAsync(Rig.Deadline);

        var content = rig.Content(first.Path);
        content.Length.ShouldBe(4 * Records * 16);
        for (var writer = 0; writer < offsets.Length; writer++)
        {
            offsets[writer].ShouldAllBe(offset => content.Skip((int)offset).Take(16).All(value => value == writer + 1));
        }

        offsets.SelectMany(landed => landed).Distinct().Count().ShouldBe(4 * Records);
    }

    [Theory, Everywhere]
    public async Task A_failed_append_says_how_much_was_written(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.OpenNew([1]);
        rig.Platform.Fail(nameof(StoragePlatform.Append), StorageErrorCode.NoSpace, transferred: 2);

        var exception = await rig.Fails<StorageException, long>(() => file.Append([2, 3, 4]), () => file.AppendAsync(new byte[] { 2, 3, 4 }));

        exception.Code.ShouldBe(StorageErrorCode.NoSpace);
        exception.Operation.ShouldBe(nameof(file.Append));
        exception.BytesWritten.ShouldBe(2);
    }

    [Theory, Everywhere]
    public async Task A_file_opened_for_reading_refuses_everything_that_changes_it(Setup setup)
    {
        await using var rig = new Rig(setup);
        await using var file = rig.FileSystem.OpenRead(rig.Put([1, 2, 3]));
        ReadOnlyMemory<byte>[] buffers = [new byte[] { 9 }];

        await rig.Fails<UnauthorizedAccessException, long>(() => file.Append([9]), () => file.AppendAsync(new byte[] { 9 }));
        await rig.Fails<UnauthorizedAccessException>(() => file.WriteAt(buffers, 0), () => file.WriteAtAsync(buffers, 0));
        await rig.Fails<UnauthorizedAccessException>(() => file.PunchHole(0, 1), () => file.PunchHoleAsync(0, 1));
        await rig.Fails<UnauthorizedAccessException>(() => file.ZeroRange(0, 1), () => file.ZeroRangeAsync(0, 1));
        await rig.Fails<UnauthorizedAccessException>(() => file.Allocate(0, 1, true), () => file.AllocateAsync(0, 1, true));

        rig.Content(file.Path).ShouldBe([1, 2, 3]);
    }
}
