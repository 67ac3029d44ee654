namespace Mapwright.Core.Tests.Ranges;

/// <summary>A file of records that is missing, damaged, or another file's.</summary>
public sealed partial class DurableAllocationTests
{
    [Fact]
    public void A_ledger_that_is_missing_is_named()
    {
        _files.CreateRanged(Path, Length, s_durable).Dispose();
        _files.Delete(LedgerPath);
        Should.Throw<FileNotFoundException>(() => _files.OpenRanged(Path, 0, s_durable)).FileName.ShouldBe(LedgerPath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(43)]
    [InlineData(4096 + 30)]
    public void A_ledger_that_is_damaged_is_not_trusted(int position)
    {
        using (var file = _files.CreateRanged(Path, Length, s_durable))
        {
            _ = file.Allocate(Unit);
        }

        Damage(position);
        Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable)).Code.ShouldBe(StorageErrorCode.StateCorrupt);
    }

    [Fact]
    public void Behind_a_record_that_is_damaged_nothing_is_free()
    {
        using (var file = _files.CreateRanged(Path, 4 * Unit, s_durable))
        {
            var range = file.Allocate(4 * Unit);
            file.Release(range);
            _ = file.Allocate(Unit);
        }

        Damage(8192 + 32 + 9);
        using var again = _files.OpenRanged(Path, 0, s_durable);
        again.Remaining.ShouldBe(0);
    }

    [Fact]
    public void A_ledger_of_another_file_is_refused()
    {
        _files.CreateRanged(Path, Length, s_durable).Dispose();
        Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable with { Alignment = 512 })).Code.ShouldBe(StorageErrorCode.StateCorrupt);
        _files.CreateRanged("/other", Unit, s_durable).Dispose();
        _files.Rename("/other.ranges", LedgerPath, replace: true);
        Should.Throw<StorageException>(() => _files.OpenRanged(Path, 0, s_durable)).Message.ShouldContain("4096 bytes");
    }

    private void Damage(int position)
    {
        using var ledger = _files.OpenWrite(LedgerPath);
        var value = new byte[1];
        ledger.ReadExactlyAt(value, position);
        value[0] ^= 0x10;
        ledger.WriteAt(value, position);
    }
}
