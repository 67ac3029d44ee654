namespace Mapwright.Bench.Runtime.Rows;

internal sealed class FileReadAsyncHotPinned : FileReadAsyncHot
{
    public override string Name => "file-read-async-hot-pinned";

    public override string Title => "The same in a process that has one processor";

    public override bool IsPinnedToOneProcessor => true;
}
