namespace Mapwright.Generators.Model;

/// <summary>A scheduler adapter.</summary>
/// <param name="Scheduler">The scheduler class, fully qualified.</param>
/// <param name="Namespace">The namespace of the emitted types; empty for the global one.</param>
/// <param name="Files">What the names of the emitted files begin with; empty for the global namespace.</param>
/// <param name="Accessibility">The accessibility of the emitted types as C#.</param>
/// <param name="HasShared">Whether there is a shared instance, and so static factories.</param>
/// <param name="Completes">The names of the primitives that it completes natively.</param>
/// <param name="Attributes">The attributes of the emitted types as C#.</param>
internal sealed record AdapterModel(
    string Scheduler,
    string Namespace,
    string Files,
    string Accessibility,
    bool HasShared,
    EquatableArray<string> Completes,
    EquatableArray<string> Attributes);
