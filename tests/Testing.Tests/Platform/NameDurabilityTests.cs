namespace Mapwright.Testing.Tests;

public sealed class NameDurabilityTests
{
    [Fact]
    public void A_flushed_file_whose_directory_was_not_flushed_may_be_gone()
    {
        Outcomes(platform =>
        {
            var file = platform.OpenFile("/new");
            platform.Write(file, 0, 1);
            platform.FlushAll(file);
        }).ShouldBe(["", "/new=1"], ignoreOrder: true);
    }

    [Fact]
    public void A_name_in_a_flushed_directory_stays()
    {
        Outcomes(platform =>
        {
            var file = platform.OpenFile("/new");
            platform.Write(file, 0, 1);
            platform.FlushAll(file);
            platform.FlushDirectory("/");
        }).ShouldBe(["/new=1"]);
    }

    [Fact]
    public void A_flushed_directory_without_a_flushed_name_of_its_own_may_be_gone_with_all_in_it()
    {
        Outcomes(platform =>
        {
            platform.CreateDirectory("/d", Calls.Mode);
            platform.OpenFile("/d/a");
            platform.FlushDirectory("/d");
        }).ShouldBe(["", "/d/a="], ignoreOrder: true);
    }

    [Fact]
    public void A_deleted_file_may_come_back_whole()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/a", [1]);
            platform.Delete("/a");
        }).ShouldBe(["", "/a=1"], ignoreOrder: true);
    }

    [Fact]
    public void Names_survive_independently_of_each_other()
    {
        Outcomes(platform =>
        {
            platform.OpenFile("/a");
            platform.OpenFile("/b");
        }).ShouldBe(["", "/a=", "/b=", "/a= /b="], ignoreOrder: true);
    }

    [Fact]
    public void A_replacing_rename_is_old_or_new_and_never_neither()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/target", [1]);
            var file = platform.OpenFile("/temporary");
            platform.Write(file, 0, 2);
            platform.FlushData(file);
            platform.FlushDirectory("/");
            platform.Rename("/temporary", "/target", replace: true);
        }).ShouldBe(["/target=2", "/target=1 /temporary=2"], ignoreOrder: true);
    }

    [Fact]
    public void A_rename_between_directories_leaves_one_name()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/one/a", [1]);
            platform.AddFile("/two/b", [2]);
            platform.Rename("/one/a", "/two/a", replace: false);
            platform.Rename("/two/a", "/two/c", replace: false);
        }).ShouldBe(["/one/a=1 /two/b=2", "/two/a=1 /two/b=2", "/two/b=2 /two/c=1"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/one")]
    [InlineData("/two")]
    public void Flushing_either_directory_makes_a_rename_between_them_durable(string flushed)
    {
        Outcomes(platform =>
        {
            platform.AddFile("/one/a", [1]);
            platform.AddFile("/two/b", [2]);
            platform.Rename("/one/a", "/two/a", replace: false);
            platform.FlushDirectory(flushed);
        }).ShouldBe(["/two/a=1 /two/b=2"]);
    }

    [Fact]
    public void A_new_file_under_an_old_name_never_takes_the_renamed_one_away()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/log", [1]);
            platform.Rename("/log", "/log.1", replace: false);
            platform.OpenFile("/log");
        }).ShouldBe(["/log=1", "/log.1=1", "/log= /log.1=1"], ignoreOrder: true);
    }

    [Fact]
    public void A_flush_carries_the_earlier_changes_that_it_builds_on()
    {
        // The second rename is flushed through /three; the name that the first one replaced in /two must not come back.
        Outcomes(platform =>
        {
            platform.AddFile("/one/a", [1]);
            platform.AddFile("/two/b", [2]);
            platform.AddFile("/three/c", [3]);
            platform.Rename("/one/a", "/two/b", replace: true);
            platform.Rename("/two/b", "/three/c", replace: true);
            platform.FlushDirectory("/three");
            platform.FlushDirectory("/two");
        }).ShouldBe(["/three/c=1"]);
    }

    [Fact]
    public void A_flush_carries_the_change_that_made_room_for_a_name()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/one/a", [1]);
            platform.AddFile("/two/b", [2]);
            platform.AddFile("/three/c", [3]);
            platform.Rename("/two/b", "/one/b", replace: false);
            platform.Rename("/three/c", "/two/b", replace: false);
            platform.FlushDirectory("/three");
        }).ShouldBe(["/one/a=1 /one/b=2 /two/b=3"]);
    }

    [Fact]
    public void A_flush_carries_the_moves_of_directories_that_it_builds_on()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/d/y/inner/a", [1]);
            platform.Rename("/d/y/inner", "/top", replace: false);
            platform.Rename("/d/y", "/top/y", replace: false);
            platform.CreateDirectory("/top/y/z", Calls.Mode);
            platform.FlushDirectory("/d");
        }).ShouldBe(["/top/a=1"]);
    }

    [Fact]
    public void Directories_moved_through_each_other_do_not_vanish()
    {
        Outcomes(platform =>
        {
            platform.AddFile("/x/a", [1]);
            platform.AddFile("/y/b", [2]);
            platform.Rename("/x", "/y/x", replace: false);
            platform.Rename("/y/x", "/x", replace: false);
            platform.Rename("/y", "/x/y", replace: false);
        }).ShouldAllBe(names => names.Contains("a=1") && names.Contains("b=2"));
    }

    [Fact]
    public void Without_any_survivors_only_what_was_flushed_is_left()
    {
        var platform = new SimulatedPlatform();
        platform.AddFile("/kept", [1]);
        platform.OpenFile("/new");
        platform.Delete("/kept");
        platform.PowerCut(survivalRate: 0);
        platform.Paths.ShouldBe(["/kept"]);
    }

    /// <summary>All states that 200 seeds leave: the files with their contents.</summary>
    private static HashSet<string> Outcomes(Action<SimulatedPlatform> run) =>
    [
        .. Enumerable.Range(0, 200).Select(seed =>
        {
            var platform = new SimulatedPlatform(seed);
            run(platform);
            platform.PowerCut();
            return string.Join(' ', platform.Paths.Select(path => $"{path}={string.Concat(platform.ReadLive(path))}"));
        }),
    ];
}
