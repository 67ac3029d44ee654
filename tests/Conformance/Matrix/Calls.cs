using System.Buffers.Binary;
using System.Reflection;

namespace Mapwright.Conformance.Matrix;

/// <summary>Which methods of other assemblies a suite calls, by its compiled code.</summary>
internal static class Calls
{
    private const int MemberReferences = 0x0A000000;

    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Reads the code of a class and of what the compiler nested into it: lambdas and state machines.</summary>
    public static HashSet<MethodBase> Of(Type suite)
    {
        var references = References(suite.Module);
        var called = new HashSet<MethodBase>();
        foreach (var code in Types(suite).SelectMany(type => type.GetMethods(Declared)).Select(method => method.GetMethodBody()?.GetILAsByteArray()))
        {
            // A reference's number as four bytes anywhere in the code: exact enough, and no decoder of instructions.
            for (var i = 0; code is not null && i + 4 <= code.Length; i++)
            {
                if (references.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(i)), out var method))
                {
                    called.Add(method);
                }
            }
        }

        return called;
    }

    private static IEnumerable<Type> Types(Type type) => type.GetNestedTypes(Declared).SelectMany(Types).Prepend(type);

    private static Dictionary<int, MethodBase> References(Module module)
    {
        var references = new Dictionary<int, MethodBase>();
        for (var token = MemberReferences + 1; TryResolve(module, token, out var member); token++)
        {
            if (member is MethodBase method)
            {
                references.Add(token, method);
            }
        }

        return references;
    }

    private static bool TryResolve(Module module, int token, out MemberInfo? member)
    {
        member = null;
        try
        {
            member = module.ResolveMember(token);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
        catch (ArgumentException)
        {
            // A member of a generic type whose arguments are not known here.
            return true;
        }
    }
}
