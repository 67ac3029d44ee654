using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>What runs on a scheduler, and copies that say nothing of what is in memory, leave the map usable at any length.</summary>
public sealed partial class FaultTests
{
    private const long Lost = 2 * PageSize;

    private static readonly Dictionary<string, Func<MutableMappedFileBase, Task>> s_short = new()
    {
        ["read"] = map => map.ReadAtAsync(new byte[100], Lost).AsTask(),
        ["exact read"] = map => map.ReadExactlyAtAsync(new byte[100], Lost).AsTask(),
        ["write"] = map => map.WriteAtAsync(new byte[100], Lost).AsTask(),
        ["fill"] = map => map.FillAsync(Lost, 100, 1).AsTask(),
        ["array"] = map => map.ToArrayAsync(Lost, 100).AsTask(),
        ["file"] = map => map.CopyToNewFileAsync(map.Path + ".copy", Lost, 100).AsTask(),
        ["stream"] = map => map.AsStream(Lost, 100).ReadAsync(new byte[100]).AsTask(),
        ["wait"] = map => map.WaitAsync(Lost, 0).AsTask(),
    };

    private readonly ManualScheduler _scheduler = new();

    public static TheoryData<string, bool> ShortCopies() => new(s_short.Keys.SelectMany(name => new[] { (name, false), (name, true) }));

    [Theory, MemberData(nameof(ShortCopies))]
    public async Task A_short_asynchronous_copy_that_fails_leaves_the_map_as_it_was(string name, bool copyOnWrite)
    {
        using var map = OpenScheduled(Path, copyOnWrite);
        Truncate(PageSize);
        var pending = s_short[name](map);
        _scheduler.RunAll();
        (await Should.ThrowAsync<StorageException>(pending)).Code.ShouldBe(StorageErrorCode.Truncated);
        ShouldBeUsable(map);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_array_of_a_small_map_that_fails_leaves_it_as_it_was(bool copyOnWrite)
    {
        var path = Folder.File("small", new byte[100]);
        using var map = OpenScheduled(path, copyOnWrite);
        using (var other = Files.OpenWrite(path))
        {
            other.SetLength(0);
            Should.Throw<StorageException>(() => map.ToArray()).Code.ShouldBe(StorageErrorCode.Truncated);
            var pending = map.ToArrayAsync().AsTask();
            _scheduler.RunAll();
            (await Should.ThrowAsync<StorageException>(pending)).Code.ShouldBe(StorageErrorCode.Truncated);
            other.SetLength(100);
        }

        map.HasFaulted.ShouldBeFalse();
        map.ToArray().ShouldBe(new byte[100]);
    }

    [Fact]
    public async Task A_read_on_a_scheduler_is_made_outside_managed_code_and_a_short_one_of_a_caller_is_not()
    {
        using var map = new TestFileSystem(Platform, _scheduler).OpenCopyOnWrite(Path);
        var bytes = new byte[100];
        var pending = map.ReadAtAsync(bytes, 5).AsTask();
        var exact = map.ReadExactlyAtAsync(bytes, 5).AsTask();
        _scheduler.RunAll();
        (await pending).ShouldBe(100);
        await exact;
        bytes.ShouldBe(Content[5..105]);
        Platform.CallsOf("ReadMapping").ShouldBe(2);
        map.ReadAt(bytes, 5).ShouldBe(100);
        map.ReadExactlyAt(bytes, 5);
        Platform.CallsOf("ReadMapping").ShouldBe(2);
    }

    [Fact]
    public async Task A_word_that_is_cut_off_ends_its_own_wait_alone()
    {
        using var map = OpenScheduled(Path, copyOnWrite: false);
        map.Write(0, 1);
        map.Write(Lost, 1);
        var lost = map.WaitAsync(Lost, 1).AsTask();
        Truncate(PageSize);
        var other = map.WaitAsync(0, 1).AsTask();
        (await Should.ThrowAsync<StorageException>(lost)).Code.ShouldBe(StorageErrorCode.Truncated);
        ShouldBeUsable(map);
        map.VolatileWrite(0, 2);
        map.Wake(0);
        (await other).ShouldBe(2);
    }

    private void ShouldBeUsable(MutableMappedFileBase map)
    {
        map.HasFaulted.ShouldBeFalse();
        map.Read<byte>(5).ShouldBe(Content[5]);
        map.Write<byte>(5, 99);
        map.ReadAt(new byte[10], 0).ShouldBe(10);
    }

    private MutableMappedFileBase OpenScheduled(string path, bool copyOnWrite)
    {
        var files = new TestFileSystem(scheduler: _scheduler);
        var map = copyOnWrite ? files.OpenCopyOnWrite(path) : files.OpenMutableMapped(path);
        Assert.SkipUnless(map.FaultsAreReported, "the fault guard was not built");
        return map;
    }
}
