namespace Mapwright;

/// <summary>
/// On a scheduler adapter whose <see cref="IScheduler.Schedule"/> runs the item before it returns: an asynchronous member blocks as the
/// blocking one does. The generator carries it onto the emitted types, and analyzers do not ask for the asynchronous form there.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RunsInlineAttribute : ContractAttribute;
