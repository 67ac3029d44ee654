namespace Mapwright.Generators.Model;

/// <summary>A surface class with all operations of its chain of bases.</summary>
/// <param name="Name">The name of the emitted types.</param>
/// <param name="BaseType">The surface class, fully qualified.</param>
/// <param name="BaseDocumentationId">The documentation id of the surface class.</param>
/// <param name="IsFactory">Whether it opens the others.</param>
/// <param name="ConstructorParameters">The parameters of its one constructor.</param>
/// <param name="Operations">Its operations, inherited ones included.</param>
internal sealed record SurfaceModel(
    string Name,
    string BaseType,
    string BaseDocumentationId,
    bool IsFactory,
    EquatableArray<ParameterModel> ConstructorParameters,
    EquatableArray<OperationModel> Operations);

/// <summary>A class of the core that declares operations: the place of their twins.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Operations">The operations that it declares itself.</param>
/// <param name="Hooks">For the factory: the surfaces to emit hooks for.</param>
internal sealed record DeclaringClassModel(
    string Namespace, string Name, EquatableArray<OperationModel> Operations, EquatableArray<SurfaceModel> Hooks);
