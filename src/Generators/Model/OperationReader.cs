using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mapwright.Generators.Model;

/// <summary>Reads an annotated method, from source in the core and from metadata in an adapter.</summary>
internal static class OperationReader
{
    private static readonly SymbolDisplayFormat s_format = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The name of a type as emitted code writes it.</summary>
    public static string Display(ITypeSymbol type) => type.ToDisplayString(s_format);

    /// <summary>Whether the method is an operation that can be lowered.</summary>
    public static bool IsOperation(IMethodSymbol method) =>
        Attribute(method, KnownNames.Operation) is not null && !OperationRules.Broken(method);

    public static OperationModel Read(IMethodSymbol method)
    {
        var operation = Attribute(method, KnownNames.Operation)!;
        var primitive = operation.NamedArguments.FirstOrDefault(a => a.Key == "Primitive").Value;
        var overloads = method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Where(m => Attribute(m, KnownNames.Operation) is not null).ToList();
        var factory = Attribute(method, KnownNames.Factory)?.ConstructorArguments.FirstOrDefault().Value as string;
        return new OperationModel(
            method.Name,
            overloads.FindIndex(m => SymbolEqualityComparer.Default.Equals(m, method)),
            Display(method.ContainingType),
            method.ReturnsVoid ? null : Display(method.ReturnType),
            SurfaceName(method.ReturnType),
            method.Parameters.Select(ReadParameter).ToEquatableArray(),
            Member(operation, "Check"),
            Member(operation, "FastPath"),
            Member(operation, "Wait"),
            Member(operation, "Suspends"),
            Member(operation, "Body"),
            EnumMember(primitive) is { } name && name != "None" ? name : null,
            factory,
            Carried(method.GetAttributes()).Concat(Carried(method.GetReturnTypeAttributes(), "return: ")).ToEquatableArray(),
            method.GetDocumentationCommentId() ?? "",
            AsyncTwin(method)?.GetDocumentationCommentId(),
            Documentation(method));
    }

    public static ParameterModel ReadParameter(IParameterSymbol parameter)
    {
        var type = Display(parameter.Type);
        var span = SpanKind(parameter.Type);
        return new ParameterModel(
            Escape(parameter.Name),
            type,
            span is null ? type : $"global::System.{span}<{Display(((INamedTypeSymbol)parameter.Type).TypeArguments[0])}>",
            span is not null,
            IsToken(parameter.Type),
            parameter.HasExplicitDefaultValue ? Default(parameter) : null,
            string.Concat(Carried(parameter.GetAttributes()).Select(a => a + " ")));
    }

    /// <summary>The name that adapters emit for a surface class, or null.</summary>
    public static string? SurfaceName(ITypeSymbol type) =>
        Attribute(type, KnownNames.Surface) is { ConstructorArguments.Length: 1 } surface ? surface.ConstructorArguments[0].Value as string : null;

    public static bool IsToken(ITypeSymbol type) => type.ToDisplayString() == "System.Threading.CancellationToken";

    /// <summary>Memory or ReadOnlyMemory for a span, else null.</summary>
    public static string? SpanKind(ITypeSymbol type) =>
        type is INamedTypeSymbol { Arity: 1, IsRefLikeType: true } named && named.ContainingNamespace?.ToDisplayString() == "System"
            ? named.Name switch { "Span" => "Memory", "ReadOnlySpan" => "ReadOnlyMemory", _ => null }
            : null;

    public static AttributeData? Attribute(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == name)
            {
                return attribute;
            }
        }

        return null;
    }

    private static string? Member(AttributeData attribute, string name) => Named(attribute, name) is { } member ? Escape(member) : null;

    public static string? Named(AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Kind == TypedConstantKind.Primitive ? argument.Value.Value as string : null;
            }
        }

        return null;
    }

    public static string? EnumMember(TypedConstant constant) => constant is { Kind: TypedConstantKind.Enum, Type: { } type }
        ? type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => Equals(f.ConstantValue, constant.Value))?.Name
        : null;

    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static IMethodSymbol? AsyncTwin(IMethodSymbol method)
    {
        var count = method.Parameters.Length + (method.Parameters.LastOrDefault() is { } last && IsToken(last.Type) ? 0 : 1);
        return method.ContainingType.GetMembers(method.Name + "Async").OfType<IMethodSymbol>()
            .FirstOrDefault(twin => twin.Parameters.Length == count
                && method.Parameters.Zip(twin.Parameters, (a, b) => a.Name == b.Name).All(same => same));
    }

    private static IEnumerable<string> Carried(IEnumerable<AttributeData> attributes, string target = "")
    {
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeClass is { } type
                && (type.BaseType?.ToDisplayString() == KnownNames.Contract || KnownNames.CallerFacing.Contains(type.ToDisplayString())))
            {
                yield return Written(attribute, target);
            }
        }
    }

    /// <summary>An attribute as C#.</summary>
    public static string Written(AttributeData attribute, string target = "")
    {
        var arguments = attribute.ConstructorArguments.Select(Literal)
            .Concat(attribute.NamedArguments.Select(a => $"{a.Key} = {Literal(a.Value)}"));
        var list = string.Join(", ", arguments);
        return $"[{target}{Display(attribute.AttributeClass!)}{(list.Length == 0 ? "" : $"({list})")}]";
    }

    private static string Literal(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Enum => $"({Display(constant.Type!)}){Number(constant.Value!)}",
        TypedConstantKind.Type => $"typeof({Display((ITypeSymbol)constant.Value!)})",
        _ => constant.IsNull ? "null" : Constant(constant.Value!),
    };

    private static string Default(IParameterSymbol parameter)
    {
        var value = parameter.ExplicitDefaultValue;
        var type = parameter.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : parameter.Type;
        return value is null ? (parameter.Type.IsReferenceType ? "null" : "default")
            : type.TypeKind == TypeKind.Enum ? $"({Display(type)})({Number(value)})"
            : Constant(value);
    }

    private static string Constant(object value) => value switch
    {
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char character => SymbolDisplay.FormatLiteral(character, quote: true),
        bool flag => flag ? "true" : "false",
        double number when double.IsNaN(number) || double.IsInfinity(number) => "double." + Special(number),
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        float number when float.IsNaN(number) || float.IsInfinity(number) => "float." + Special(number),
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        _ => Number(value),
    };

    private static string Special(double number) =>
        double.IsNaN(number) ? nameof(double.NaN) : number > 0 ? nameof(double.PositiveInfinity) : nameof(double.NegativeInfinity);

    private static string Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static EquatableArray<string> Documentation(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not MethodDeclarationSyntax syntax)
        {
            return EquatableArray<string>.Empty;
        }

        var comment = syntax.GetLeadingTrivia().Select(t => t.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().LastOrDefault();
        return comment is null
            ? EquatableArray<string>.Empty
            : comment.ToFullString().Split('\n').Select(line => line.Trim())
                .Select(line => line.StartsWith("///", StringComparison.Ordinal) ? line.Substring(3).TrimStart() : line)
                .Where(line => line.Length > 0).ToEquatableArray();
    }
}
