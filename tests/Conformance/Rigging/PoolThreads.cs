using System.Runtime.CompilerServices;

namespace Mapwright.Conformance.Rigging;

internal static class PoolThreads
{
    /// <summary>Tests hold pool threads on purpose; the pool would replace them at its own slow pace.</summary>
    [ModuleInitializer]
    internal static void Reserve() => ThreadPool.SetMinThreads(32 + Environment.ProcessorCount, 32);
}
