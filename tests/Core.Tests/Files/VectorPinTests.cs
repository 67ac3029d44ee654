namespace Mapwright.Core.Tests.Files;

/// <summary>Buffers of one transfer that are mappings: each is held while it is made, and no longer.</summary>
public sealed class VectorPinTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly CallerFileSystem _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_read_of_which_a_buffer_has_ended_holds_none_of_them() => HoldsNone((file, good, ended) => file.ReadAt([good, ended], 0));

    [Fact]
    public void A_transfer_of_more_buffers_than_one_call_takes_holds_none_of_them() =>
        HoldsNone((file, good, ended) => file.ReadAt([.. Enumerable.Repeat(good, 100), ended, good], 0));

    private void HoldsNone(Action<StorageFileBase, Memory<byte>, Memory<byte>> transfer)
    {
        var content = TemporaryDirectory.Pattern(20_000);
        using var file = _files.OpenWrite(_folder.File("file", content));
        using var map = _files.OpenMutableMapped(_folder.File("mapped", content));
        var other = _files.OpenMutableMapped(_folder.File("other", content));
        var ended = other.AsMemory(0, 100);
        other.Dispose();

        Should.Throw<ObjectDisposedException>(() => transfer(file, map.AsMemory(0, 100), ended));

        map.SetLength(5_000);
        map.Length.ShouldBe(5_000);
    }
}
