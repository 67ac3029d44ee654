using System.Reflection;
using Mapwright.Conformance.Rigging;

namespace Mapwright.Conformance.Matrix;

/// <summary>The matrix is complete: no adapter, no surface and no operation is left out.</summary>
public sealed class MatrixTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public;

    private static readonly Assembly s_suites = typeof(MatrixTests).Assembly;

    private static readonly Type[] s_surfaces = [.. typeof(SurfaceAttribute).Assembly.GetExportedTypes().Where(type => type.IsDefined(typeof(SurfaceAttribute)))];

    [Fact]
    public void Every_adapter_that_is_referenced_is_in_the_matrix()
    {
        var adapters = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(IsManaged)
            .Select(Assembly.LoadFrom)
            .Where(assembly => assembly == s_suites || assembly.GetReferencedAssemblies().Any(reference => reference.Name == "Mapwright.Core"))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(SchedulerAdapterAttribute)));

        Adapters.All.Select(adapter => adapter.SchedulerType).Distinct().ShouldBe(adapters, ignoreOrder: true);
    }

    [Fact]
    public void Every_adapter_of_the_repository_is_referenced()
    {
        var references = Repository.ProjectReferences("tests/Conformance/Mapwright.Conformance.csproj");

        references.ShouldContain(path => path.EndsWith("CustomAdapter.csproj", StringComparison.Ordinal));
        Repository.Projects("src", "Adapters.*").ShouldBeSubsetOf(references);
    }

    [Fact]
    public void Every_surface_has_its_suite() =>
        s_surfaces.Select(SuiteNameOf).ShouldBeSubsetOf(s_suites.GetExportedTypes().Select(type => type.Name));

    /// <remarks>What surfaces share is declared by a class that is none; one suite calls it for all.</remarks>
    [Theory, MemberData(nameof(Declaring))]
    public void Every_operation_is_called_in_both_forms_by_the_suite_of_its_surface(string declaring)
    {
        var type = DeclaringTypes().Single(type => type.Name == declaring);
        var suites = s_suites.GetExportedTypes().Where(suite => s_surfaces.Contains(type) ? suite.Name == SuiteNameOf(type) : suite.Name.EndsWith("Suite", StringComparison.Ordinal));
        var calls = suites.SelectMany(Calls.Of).ToHashSet();
        var operations = OperationsOf(type);
        var twins = type.GetMethods(Declared).Where(method => operations.Any(operation => method.Name == operation.Name + "Async"));

        operations.Concat(twins).Where(method => !calls.Contains(method)).Select(method => method.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void The_probed_platform_passes_every_primitive_on() =>
        typeof(StoragePlatform).GetMethods().Where(method => method.IsVirtual && method.DeclaringType == typeof(StoragePlatform))
            .Where(primitive => typeof(ProbedPlatform).GetMethods().All(method => method.GetBaseDefinition() != primitive || method.DeclaringType != typeof(ProbedPlatform)))
            .Select(primitive => primitive.ToString())
            .ShouldBeEmpty();

    public static TheoryData<string> Declaring() => [.. DeclaringTypes().Select(type => type.Name)];

    private static IEnumerable<Type> DeclaringTypes() =>
        typeof(SurfaceAttribute).Assembly.GetExportedTypes().Where(type => OperationsOf(type).Length > 0);

    private static MethodInfo[] OperationsOf(Type type) =>
        [.. type.GetMethods(Declared).Where(method => method.IsDefined(typeof(OperationAttribute)))];

    private static string SuiteNameOf(Type surface) => surface.GetCustomAttribute<SurfaceAttribute>()!.Name + "Suite";

    private static bool IsManaged(string path)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(path));
        return image.HasMetadata;
    }
}
