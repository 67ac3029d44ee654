using Mapwright.Testing;

namespace Mapwright.Conformance.Matrix;

/// <summary>A directory of the simulation.</summary>
internal sealed class SimulatedDirectory : Place
{
    private readonly SimulatedPlatform _platform = new();

    public SimulatedDirectory() => _platform.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public override StoragePlatform Platform => _platform;

    public override IEnumerable<int> Errors => Enum.GetValues<SimulatedError>().Select(error => (int)error);

    public override string Directory => "/conformance";

    public override byte[] Read(string path) => _platform.ReadLive(path);

    public override void Write(string path, ReadOnlySpan<byte> content) => _platform.AddFile(path, content);

    public override void Dispose()
    {
    }
}
