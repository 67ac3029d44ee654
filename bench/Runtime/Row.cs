using System.Reflection;
using Mapwright.Bench.Runtime.Harness;

namespace Mapwright.Bench.Runtime;

/// <summary>One row of the table of targets: what is compared with what, and what is asked of it. A class in Rows/ is a row.</summary>
internal abstract class Row
{
    public static IReadOnlyList<Row> All { get; } = [.. Assembly.GetExecutingAssembly().GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Row)) && !type.IsAbstract)
        .Select(type => (Row)Activator.CreateInstance(type)!)
        .OrderBy(row => row.Name, StringComparer.Ordinal)];

    public abstract string Name { get; }

    public abstract string Title { get; }

    public virtual bool IsPinnedToOneProcessor => false;

    public abstract void Run(Session session);
}
