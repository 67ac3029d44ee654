namespace Mapwright;

/// <summary>
/// The base of the attributes that state a usage contract. Analyzers read them; the generator carries them from a
/// blocking member to its asynchronous twins. They may stand on a user's own wrappers too.
/// </summary>
public abstract class ContractAttribute : Attribute;
