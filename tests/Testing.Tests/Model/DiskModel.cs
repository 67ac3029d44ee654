namespace Mapwright.Testing.Tests;

/// <summary>A run of operations on a simulated disk and on dictionaries that say what it may look like.</summary>
internal sealed class DiskModel
{
    private static readonly string[] s_slots = ["/a", "/b", "/c", "/d/a", "/d/b"];

    private readonly SimulatedPlatform _platform;
    private readonly Dictionary<string, ulong> _live = [];
    private readonly Dictionary<ulong, FileModel> _files = [];
    private readonly Dictionary<string, HashSet<ulong>> _possible = s_slots.ToDictionary(slot => slot, _ => new HashSet<ulong> { 0 });
    private readonly HashSet<ulong> _named = [];
    private readonly List<PlatformMapping> _kept = [];

    public DiskModel(int seed)
    {
        _platform = new SimulatedPlatform(seed);
        _platform.CreateDirectory("/d", Calls.Mode);
        _platform.FlushDirectory("/");
    }

    public void Run(IEnumerable<Operation> operations)
    {
        foreach (var operation in operations)
        {
            Step(operation);
            CheckLive();
        }

        Cut(null);
    }

    private void Step(Operation operation)
    {
        var path = s_slots[operation.Slot];
        switch (operation.Kind)
        {
            case OperationKind.Create:
                Create(path);
                break;
            case OperationKind.Delete:
                Delete(path);
                break;
            case OperationKind.Rename:
                Rename(path, s_slots[operation.Other]);
                break;
            case OperationKind.FlushDirectory:
                FlushDirectory(path.StartsWith("/d/", StringComparison.Ordinal) ? "/d" : "/");
                break;
            case OperationKind.PowerCut:
                Cut(operation.Value switch { 0 => 0, 1 => 1, _ => null });
                break;
            default:
                if (_live.TryGetValue(path, out var id))
                {
                    Change(operation, path, _files[id]);
                }

                break;
        }
    }

    private void Change(Operation operation, string path, FileModel model)
    {
        var file = _platform.OpenFile(path, FileDisposition.OpenExisting);
        var bytes = Calls.Filled(operation.Length, (byte)operation.Value);
        switch (operation.Kind)
        {
            case OperationKind.Write:
                _platform.Write(file, operation.Offset, bytes);
                model.Write(operation.Offset, bytes);
                break;
            case OperationKind.WriteDurable:
                _platform.WriteDurableAt(file, bytes, operation.Offset).Value.ShouldBe(bytes.Length);
                model.Write(operation.Offset, bytes);
                model.Flush(operation.Offset, bytes.Length);
                break;
            case OperationKind.SetLength:
                _platform.SetLength(file, operation.Offset).IsFailure.ShouldBeFalse();
                model.SetLength(operation.Offset);
                break;
            case OperationKind.Flush:
                _platform.Flush(file);
                model.Flush();
                break;
            case OperationKind.FailFlush:
                using (_platform.Inject(new Fault { Primitive = SimulatedPrimitive.FlushData, Error = SimulatedError.DeviceError }))
                {
                    _platform.FlushData(file).IsFailure.ShouldBeTrue();
                }

                model.FailFlush();
                break;
            case OperationKind.DropCache:
                _platform.DropCache(path);
                model.CheckDropped(_platform.ReadLive(path));
                break;
            case OperationKind.KeepMapped:
                _kept.Add(_platform.MapFile(file, FileModel.MaximumLength));
                break;
            default:
                UseMapping(operation, file, bytes, model);
                break;
        }

        _platform.Close(file);
    }

    private void UseMapping(Operation operation, PlatformFile file, byte[] bytes, FileModel model)
    {
        var mapping = _platform.MapFile(file, FileModel.MaximumLength);
        if (operation.Kind == OperationKind.FlushMapping)
        {
            _platform.FlushMapping(mapping, operation.Offset, operation.Length).IsFailure.ShouldBeFalse();
            model.Flush(operation.Offset, operation.Length);
        }
        else
        {
            var stored = bytes.AsSpan(0, Math.Clamp(model.Live.Length - operation.Offset, 0, bytes.Length)).ToArray();
            stored.CopyTo(mapping.Bytes()[operation.Offset..]);
            if (stored.Length > 0)
            {
                model.Store(operation.Offset, stored);
            }
        }

        _platform.Unmap(mapping);
    }

    private void Create(string path)
    {
        if (!_live.ContainsKey(path))
        {
            var file = _platform.OpenFile(path, FileDisposition.CreateNew);
            _platform.GetMetadata(file, out var metadata);
            _platform.Close(file);
            _files.Add(metadata.Identity.FileId, new FileModel());
            _live.Add(path, metadata.Identity.FileId);
            _possible[path].Add(metadata.Identity.FileId);
        }
    }

    private void Delete(string path)
    {
        _platform.Delete(path).IsFailure.ShouldBe(!_live.ContainsKey(path));
        if (_live.Remove(path, out var id))
        {
            _named.Remove(id);
            _possible[path].Add(0);
        }
    }

    private void Rename(string from, string to)
    {
        _platform.Rename(from, to, replace: true).IsFailure.ShouldBe(!_live.ContainsKey(from));
        if (from != to && _live.Remove(from, out var id))
        {
            _named.Remove(_live.GetValueOrDefault(to));
            _live[to] = id;
            _possible[from].Add(0);
            _possible[to].Add(id);
        }
    }

    private void FlushDirectory(string directory)
    {
        _platform.FlushDirectory(directory).IsFailure.ShouldBeFalse();
        foreach (var path in s_slots.Where(path => path.StartsWith("/d/", StringComparison.Ordinal) == (directory == "/d")))
        {
            var id = _live.GetValueOrDefault(path);
            _possible[path] = [id];
            _named.Add(id);
        }

        _named.Remove(0);
    }

    private void Cut(double? survivalRate)
    {
        _platform.PowerCut(survivalRate);
        _kept.Clear();
        _live.Clear();
        foreach (var path in s_slots)
        {
            var id = _platform.GetMetadata(path, followLinks: true, out var metadata).IsFailure ? 0 : metadata.Identity.FileId;
            _possible[path].ShouldContain(id, path);
            _possible[path] = [id];
            if (id != 0)
            {
                _live.ContainsValue(id).ShouldBeFalse($"{path} is a second name of one file");
                _live.Add(path, id);
                _files[id].CheckSurvived(_platform.ReadLive(path));
            }
        }

        _named.ShouldBeSubsetOf(_live.Values, "a file with a durable name is gone");
        _named.UnionWith(_live.Values);
    }

    private void CheckLive()
    {
        _platform.Paths.ShouldBe(_live.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, id) in _live)
        {
            _platform.ReadLive(path).ShouldBe(_files[id].Live, path);
        }
    }
}
