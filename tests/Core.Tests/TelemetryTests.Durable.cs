using Mapwright.Core.Tests.Fakes;
using Mapwright.Tests.Listening;

namespace Mapwright.Core.Tests;

/// <summary>What is told of journals, ranges and devices.</summary>
public sealed partial class TelemetryTests
{
    [Fact]
    public void Appends_are_counted_with_their_bytes_when_they_have_their_place()
    {
        using var journal = new CallerFileSystem().OpenJournal(_folder.File("journal"), new JournalOptions { SegmentSize = 16 << 10, BufferSize = 8192 });
        using var heard = new Heard();
        journal.Append(new byte[100]);
        journal.AppendBatch([new byte[10], new byte[20]]);
        heard.Of("mapwright.operations").ShouldBeEmpty();

        // Larger than the buffer: it waits for room, and is written at once.
        journal.Append(new byte[9000]);

        heard.Of("mapwright.journal.appends").ShouldBe([("Append", 1), ("AppendBatch", 1), ("Append", 1)]);
        heard.Of("mapwright.journal.bytes").ShouldBe([("Append", 100), ("AppendBatch", 38), ("Append", 9000)]);
        heard.Of("mapwright.bytes").Where(note => note.Tag == "Append").Sum(note => note.Value).ShouldBeGreaterThan(9100);
    }

    [Fact]
    public async Task A_flush_of_a_journal_says_how_many_commits_it_served()
    {
        using var journal = _files.OpenJournal(_folder.File("journal"));
        using var heard = new Heard();
        Task[] commits = [.. Enumerable.Range(0, 5).Select(_ => journal.AppendAndCommitAsync(new byte[10], Token).AsTask())];
        _scheduler.RunAll();
        await Task.WhenAll(commits);

        heard.Of("mapwright.journal.group").Sum(note => note.Value).ShouldBe(5);
        heard.Of("mapwright.journal.group").Count().ShouldBeLessThan(5);
        heard.Of("mapwright.operation.duration").Count(note => note.Tag == "Commit").ShouldBe(heard.Of("mapwright.journal.group").Count());
    }

    [Fact]
    public void A_replacement_is_counted_with_its_bytes()
    {
        var files = new CallerFileSystem();
        var path = _folder.File("replaced");
        using var heard = new Heard();
        files.ReplaceAtomically(path, new byte[300]);
        files.ReplaceAtomically(path, new MemoryStream(new byte[500]), new ReplaceOptions { Flush = false });

        heard.Of("mapwright.bytes").ShouldBe([("ReplaceAtomically", 300), ("ReplaceAtomically", 500)]);

        // Write and flush, then write and permissions.
        heard.Of("mapwright.operations").ShouldBe(Enumerable.Repeat(("ReplaceAtomically", 1.0), 4));
        heard.Of("mapwright.operation.duration").Count().ShouldBe(4);
    }

    [Fact]
    public void A_commit_that_fails_is_counted_with_its_code()
    {
        var platform = new FaultingPlatform();
        using var journal = new CallerFileSystem(platform).OpenJournal(_folder.File("journal"));
        using var heard = new Heard();
        platform.Fail(nameof(StoragePlatform.FlushData), ForwardingPlatform.DeviceError);
        Should.Throw<StorageException>(() => journal.AppendAndCommit(new byte[1]));

        heard.Errors.ShouldContain("DeviceError");
        heard.Of("mapwright.journal.group").ShouldBeEmpty();
    }

    [Fact]
    public void Ranges_and_devices_are_counted_as_files_are()
    {
        using var ranged = _files.CreateRanged(_folder.File("ranged"), 1 << 20, new RangedFileOptions { IsAllocationDurable = true });
        using var device = _files.CreateDevice(_folder.File("device"), 4);
        using var heard = new Heard();
        var receipt = ranged.Write(ranged.Allocate(8192), new byte[8192]);
        ranged.Read(receipt, new byte[100]);
        ranged.Flush(receipt);
        device.Write(new byte[4096], 0, DeviceWriteOptions.PreBarrier);
        device.Read(new byte[4096], 0);
        device.Trim(0, 4096);
        device.Flush();

        heard.Of("mapwright.operations").Select(note => note.Tag).ShouldBe(["Allocate", "Write", "Read", "Flush", "Write", "Write", "Read", "Trim", "Flush"]);
        heard.Of("mapwright.bytes").Where(note => note.Tag == "Read").Select(note => note.Value).ShouldBe([100, 4096]);
    }

    [Fact]
    public void A_read_of_a_device_or_a_range_from_the_cache_avoids_a_hop()
    {
        using var ranged = _files.CreateRanged(_folder.File("ranged"), 1 << 20);
        using var device = _files.CreateDevice(_folder.File("device"), 4);
        device.Write(new byte[4096], 0);
        var receipt = ranged.Write(ranged.Allocate(8192), new byte[8192]);
        using var heard = new Heard();
        device.ReadAsync(new byte[4096], 0, Token).AsTask().IsCompletedSuccessfully.ShouldBeTrue();
        Complete(ranged.ReadAsync(receipt, new byte[10], cancellationToken: Token));

        heard.Of("mapwright.hops.avoided").ShouldBe([("Read", 1), ("Read", 1)]);
        heard.Of("mapwright.bytes").ShouldBe([("Read", 4096), ("Read", 10)]);
    }
}
