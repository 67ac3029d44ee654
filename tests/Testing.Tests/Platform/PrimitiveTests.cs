using System.Reflection;

namespace Mapwright.Testing.Tests;

/// <summary>No primitive is left out of the simulation, or the crash and error tests would not know it.</summary>
public class PrimitiveTests
{
    private static IEnumerable<MethodInfo> Primitives { get; } = typeof(StoragePlatform)
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(m => m.IsVirtual && m.ReturnType == typeof(IoResult));

    public static TheoryData<string> Names => [.. Primitives.Select(m => m.Name).Distinct()];

    [Fact]
    public void The_simulation_implements_every_primitive() => Primitives.Where(m => !IsOverridden(m)).Select(m => m.ToString()).ShouldBeEmpty();

    [Theory, MemberData(nameof(Names))]
    public void Every_primitive_has_a_name_to_inject_errors_by(string name) => Enum.GetNames<SimulatedPrimitive>().ShouldContain(name);

    private static bool IsOverridden(MethodInfo primitive) => typeof(SimulatedPlatform)
        .GetMethod(primitive.Name, [.. primitive.GetParameters().Select(p => p.ParameterType)])!.DeclaringType == typeof(SimulatedPlatform);
}
