using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Journals;

/// <summary>A trim that the system does not carry out.</summary>
public sealed class JournalTrimTests : JournalTest
{
    private static readonly JournalOptions s_withoutSpare = Small with { SpareSegments = 0 };

    private readonly FaultingPlatform _platform = new();

    protected override FileSystemBase Files => new CallerFileSystem(_platform);

    [Fact]
    public void A_trim_that_is_not_written_gives_nothing_up()
    {
        using var journal = Open(s_withoutSpare);
        var lsns = Append(journal);
        var punched = _platform.CallsOf(nameof(StoragePlatform.PunchHole));
        _platform.Fail(nameof(StoragePlatform.WriteDurableAt), ForwardingPlatform.DeviceError);

        Should.Throw<StorageException>(() => journal.TrimHead(lsns[^1])).Code.ShouldBe(StorageErrorCode.DeviceError);

        _platform.Fail(nameof(StoragePlatform.WriteDurableAt), 0);
        journal.FirstLsn.ShouldBe(0);
        _platform.CallsOf(nameof(StoragePlatform.PunchHole)).ShouldBe(punched);
        ReadAll().Select(record => record.Lsn).ShouldBe(lsns);
        Should.Throw<StorageException>(() => journal.TrimHead(lsns[^1])).Code.ShouldBe(StorageErrorCode.Poisoned);
    }

    [Fact]
    public void A_trim_whose_blocks_are_not_given_back_holds_and_the_journal_goes_on()
    {
        using var journal = Open(s_withoutSpare);
        var lsns = Append(journal);
        _platform.Fail(nameof(StoragePlatform.PunchHole), ForwardingPlatform.DeviceError);

        Should.Throw<StorageException>(() => journal.TrimHead(lsns[^1])).Code.ShouldBe(StorageErrorCode.DeviceError);

        _platform.Fail(nameof(StoragePlatform.PunchHole), 0);
        (journal.FirstLsn, journal.IsPoisoned).ShouldBe((lsns[^1], false));
        var more = Append(journal);
        ReadAll().Select(record => record.Lsn).ShouldBe([lsns[^1], .. more]);
        journal.TrimHead(more[^1]);
        ReadAll().Select(record => record.Lsn).ShouldBe([more[^1]]);
    }

    private static List<long> Append(JournalBase journal) => [.. Enumerable.Range(0, 30).Select(i => journal.AppendAndCommit(Bytes(1000, i)))];
}
