using Mapwright.Core.Tests.Fakes;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>What options ask of the memory reaches the platform, also when the mapping moves.</summary>
public sealed class MapTraitsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly AskedPlatform _platform = new();
    private readonly CallerFileSystem _files;
    private readonly string _path;

    public MapTraitsTests()
    {
        _files = new CallerFileSystem(_platform);
        _path = _folder.File("mapped", new byte[100]);
    }

    public static TheoryData<MapOptions, MappingTraits> Asked => new()
    {
        { new MapOptions(), MappingTraits.None },
        { new MapOptions { HugePages = true }, MappingTraits.HugePages },
        { new MapOptions { NoReserve = true }, MappingTraits.NoReserve },
        { new MapOptions { HugePages = true, NoReserve = true }, MappingTraits.HugePages | MappingTraits.NoReserve },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Asked), DisableDiscoveryEnumeration = true)]
    public void Every_way_of_mapping_asks_for_them(MapOptions options, MappingTraits traits)
    {
        _files.OpenMapped(_path, options).Dispose();
        _files.OpenCopyOnWrite(_path, options).Dispose();
        _files.OpenExecutable(_path, options).Dispose();
        using (var map = _files.OpenMutableMapped(_path, options))
        {
            map.SetLength(10_000);
        }

        _platform.Traits.ShouldBe([traits, traits, traits | MappingTraits.Executable, traits, traits]);
    }

    [Fact]
    public void Memory_is_asked_for_as_a_stack()
    {
        _files.CreateAnonymousMap(100, new MapOptions { Stack = true }).Dispose();
        _platform.Traits.ShouldBe([MappingTraits.Stack]);
    }

    private sealed class AskedPlatform : ForwardingPlatform
    {
        public List<MappingTraits> Traits { get; } = [];

        public override IoResult Map(PlatformFile file, in MapRequest request, out PlatformMapping? mapping)
        {
            Traits.Add(request.Traits);
            return base.Map(file, request, out mapping);
        }
    }
}
