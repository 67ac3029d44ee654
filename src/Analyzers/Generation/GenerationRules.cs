using System.Collections.Immutable;
using Mapwright.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Generation;

/// <summary>The rules MW01xx: one for each mistake that the generator's model knows.</summary>
internal static class GenerationRules
{
    public const string AdapterNotPartial = "MW0101";
    public const string AdapterInNonPartialType = "MW0102";
    public const string AdapterGeneric = "MW0103";
    public const string AdapterAbstract = "MW0104";
    public const string AdapterNotConstructible = "MW0105";
    public const string AdapterNotScheduler = "MW0106";
    public const string AdapterNameCollision = "MW0107";
    public const string AdapterNamespaceShared = "MW0108";
    public const string AdapterNoShared = "MW0109";
    public const string CompletesShape = "MW0110";
    public const string SurfaceShape = "MW0111";
    public const string OperationSignature = "MW0112";
    public const string OperationMember = "MW0113";
    public const string AdapterNamespaceInvalid = "MW0114";
    public const string AdapterInaccessible = "MW0115";

    private static readonly DiagnosticDescriptor s_adapterNotPartial = Create(
        AdapterNotPartial,
        "A scheduler adapter must be partial",
        "Scheduler adapter '{0}' must be partial");

    private static readonly DiagnosticDescriptor s_adapterInNonPartialType = Create(
        AdapterInNonPartialType,
        "A type around a scheduler adapter must be partial",
        "'{1}' must be partial, because scheduler adapter '{0}' is nested in it");

    private static readonly DiagnosticDescriptor s_adapterGeneric = Create(
        AdapterGeneric,
        "A scheduler adapter must not be generic",
        "Scheduler adapter '{0}' must not be generic, nor nested in a generic type: the emitted types bind to one scheduler");

    private static readonly DiagnosticDescriptor s_adapterAbstract = Create(
        AdapterAbstract,
        "A scheduler adapter must not be abstract or static",
        "Scheduler adapter '{0}' must not be abstract or static: the emitted types bind to an instance");

    private static readonly DiagnosticDescriptor s_adapterNotConstructible = Create(
        AdapterNotConstructible,
        "A scheduler adapter needs an instance that others can have",
        "Nobody can have an instance of scheduler adapter '{0}': give it a static 'Shared' or an accessible constructor");

    private static readonly DiagnosticDescriptor s_adapterNotScheduler = Create(
        AdapterNotScheduler,
        "A scheduler adapter must implement IScheduler",
        "Scheduler adapter '{0}' must implement IScheduler");

    private static readonly DiagnosticDescriptor s_adapterNameCollision = Create(
        AdapterNameCollision,
        "A name that a scheduler adapter emits is taken",
        "Scheduler adapter '{0}' cannot emit its types: '{1}' exists already; set another Namespace");

    private static readonly DiagnosticDescriptor s_adapterNamespaceShared = Create(
        AdapterNamespaceShared,
        "Two scheduler adapters emit into one namespace",
        "Scheduler adapters '{0}' and '{1}' emit into the same namespace; set another Namespace on one of them");

    private static readonly DiagnosticDescriptor s_adapterNoShared = Create(
        AdapterNoShared,
        "A scheduler adapter has no shared instance",
        "Scheduler adapter '{0}' has no static member 'Shared' of its own type, so no default file system and no static factories are emitted",
        DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor s_completesShape = Create(
        CompletesShape,
        "A method that completes a primitive has the wrong shape",
        "'{0}' must be an accessible instance method '{1}' to complete this primitive");

    private static readonly DiagnosticDescriptor s_surfaceShape = Create(
        SurfaceShape,
        "A surface must be an abstract partial class with one accessible constructor",
        "No adapter can derive from surface '{0}': {1}");

    private static readonly DiagnosticDescriptor s_operationSignature = Create(
        OperationSignature,
        "An operation has a signature that has no asynchronous form",
        "Operation '{0}' has no asynchronous form: {1}");

    private static readonly DiagnosticDescriptor s_operationMember = Create(
        OperationMember,
        "A member that an operation names is missing or has the wrong shape",
        "Operation '{0}' needs a member '{1}'");

    private static readonly DiagnosticDescriptor s_adapterNamespaceInvalid = Create(
        AdapterNamespaceInvalid,
        "The namespace of a scheduler adapter is not a name",
        "Scheduler adapter '{0}' cannot emit into '{1}', which is no namespace name");

    private static readonly DiagnosticDescriptor s_adapterInaccessible = Create(
        AdapterInaccessible,
        "A scheduler adapter must be accessible in its assembly",
        "Scheduler adapter '{0}' is private, protected or local to its file, and the emitted types cannot name it");

    private static readonly ImmutableDictionary<ProblemKind, DiagnosticDescriptor> s_rules = new Dictionary<ProblemKind, DiagnosticDescriptor>
    {
        [ProblemKind.AdapterNotPartial] = s_adapterNotPartial,
        [ProblemKind.AdapterInNonPartialType] = s_adapterInNonPartialType,
        [ProblemKind.AdapterGeneric] = s_adapterGeneric,
        [ProblemKind.AdapterAbstract] = s_adapterAbstract,
        [ProblemKind.AdapterNotConstructible] = s_adapterNotConstructible,
        [ProblemKind.AdapterNotScheduler] = s_adapterNotScheduler,
        [ProblemKind.AdapterNameCollision] = s_adapterNameCollision,
        [ProblemKind.AdapterNamespaceShared] = s_adapterNamespaceShared,
        [ProblemKind.AdapterNoShared] = s_adapterNoShared,
        [ProblemKind.CompletesShape] = s_completesShape,
        [ProblemKind.SurfaceShape] = s_surfaceShape,
        [ProblemKind.OperationSignature] = s_operationSignature,
        [ProblemKind.OperationMember] = s_operationMember,
        [ProblemKind.AdapterNamespaceInvalid] = s_adapterNamespaceInvalid,
        [ProblemKind.AdapterInaccessible] = s_adapterInaccessible,
    }.ToImmutableDictionary();

    /// <summary>All rules, in the order of their ids.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [.. s_rules.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>The diagnostic of a problem.</summary>
    public static Diagnostic Report(Problem problem, Location location) =>
        Diagnostic.Create(s_rules[problem.Kind], location, problem.Subject, problem.Detail);

    private static DiagnosticDescriptor Create(string id, string title, string messageFormat, DiagnosticSeverity defaultSeverity = DiagnosticSeverity.Error) => new(
        id, title, messageFormat, Category.Generation, defaultSeverity, isEnabledByDefault: true, helpLinkUri: HelpLink.To(id));
}
