using System.Globalization;
using Mapwright.Generators.Model;

namespace Mapwright.Generators.Emit;

/// <summary>Emits the pooled item of one operation: its arguments, and how its body runs.</summary>
internal static class ItemEmitter
{
    public static string Name(OperationModel operation) =>
        operation.Name + (operation.Ordinal == 0 ? "" : (operation.Ordinal + 1).ToString(CultureInfo.InvariantCulture)) + "Item";

    /// <summary>The item's base: the request of the primitive, or a plain item of the result.</summary>
    public static string BaseType(OperationModel operation, string? result) => operation.Primitive is null
        ? $"global::Mapwright.WorkItem<{result ?? "global::Mapwright.None"}>"
        : operation.Request;

    public static void Emit(SourceWriter writer, OperationModel operation, string owner)
    {
        var generic = operation.ReturnsSurface is not null;
        var result = generic ? "TSurface" : operation.ReturnType;
        var type = Name(operation) + (generic ? "<TSurface>" : "");
        writer.Line(Syntax.GeneratedCode);
        writer.Open($"private sealed class {type} : {ItemType(operation, result)}" + (generic ? $" where TSurface : {operation.ReturnType}" : ""));
        writer.Line($"private {owner}? _owner;");
        foreach (var parameter in Stored(operation))
        {
            writer.Line($"private {parameter.AsyncType} {Field(parameter)} = default!;");
        }

        writer.Line();
        Set(writer, operation, owner);
        writer.Line();
        if (operation.Suspends is null)
        {
            Run(writer, operation, result);
        }
        else
        {
            writer.Member(
                $"protected override global::Mapwright.Suspended<{operation.ReturnType}> Begin()", $"_owner!.{operation.Suspends}({BodyArguments(operation)})");
        }

        if (operation.Primitive is not null)
        {
            writer.Line();
            Native(writer, operation);
        }

        writer.Line();
        Clear(writer, operation);
        writer.Line();
        writer.Member("protected override void Return()", $"global::Mapwright.WorkItemPool<{type}>.Return(this)");
        writer.Close();
    }

    private static void Set(SourceWriter writer, OperationModel operation, string owner)
    {
        var parameters = operation.Values.Select(p => $"{p.AsyncType} {p.Name}");
        writer.Open($"public void Set({string.Join(", ", parameters.Prepend($"{owner} {operation.Local("owner")}")
            .Append($"global::System.Threading.CancellationToken {operation.Token}"))})");
        writer.Line($"_owner = {operation.Local("owner")};");
        foreach (var parameter in Stored(operation))
        {
            writer.Line($"{Field(parameter)} = {parameter.Name};");
        }

        if (operation.Primitive is not null)
        {
            writer.Line($"Transfer({Syntax.Names(operation.Values)});");
        }

        writer.Line($"CancellationToken = {operation.Token};");
        writer.Close();
    }

    private static void Run(SourceWriter writer, OperationModel operation, string? result)
    {
        var call = $"_owner!.{operation.Body ?? operation.Identifier}({BodyArguments(operation)})";
        var type = operation.Primitive is null ? result ?? "global::Mapwright.None" : RequestResult(operation);
        if (operation.ReturnType is not null)
        {
            writer.Member($"protected override {type} Run()", operation.ReturnsSurface is null ? call : $"(TSurface){call}");
            return;
        }

        writer.Open($"protected override {type} Run()");
        writer.Line(call + ";");
        writer.Line("return default;");
        writer.Close();
    }

    private static void Native(SourceWriter writer, OperationModel operation)
    {
        var type = RequestResult(operation);
        writer.Member("protected override global::Mapwright.StoragePlatform Platform", "_owner!.Platform");
        writer.Line();
        writer.Member("protected override global::Mapwright.PlatformFile Begin()", $"_owner!.Begin{operation.Name}({Arguments(operation)})");
        writer.Line();
        var end = $"_owner!.End{operation.Name}(result, {(operation.IsBatch ? "index, " : "")}{Arguments(operation)})";
        if (operation.IsBatch)
        {
            writer.Member("protected override void EndPart(global::Mapwright.IoResult result, int index)", end);
        }
        else if (operation.ReturnType is not null)
        {
            writer.Member($"protected override {type} End(global::Mapwright.IoResult result)", end);
        }
        else
        {
            writer.Open($"protected override {type} End(global::Mapwright.IoResult result)");
            writer.Line(end + ";");
            writer.Line("return default;");
            writer.Close();
        }

        writer.Line();
        writer.Member("protected override void Undo()", "_owner!.Exit()");
    }

    private static void Clear(SourceWriter writer, OperationModel operation)
    {
        writer.Open("protected override void Clear()");
        writer.Line("_owner = null;");
        foreach (var parameter in Stored(operation))
        {
            writer.Line($"{Field(parameter)} = default!;");
        }

        if (operation.Primitive is not null)
        {
            writer.Line("base.Clear();");
        }

        writer.Close();
    }

    private static string ItemType(OperationModel operation, string? result) => operation.Suspends is null
        ? BaseType(operation, result)
        : $"global::Mapwright.SuspendingItem<{result}, {operation.ReturnType}>";

    /// <summary>What the body gets, with its token.</summary>
    private static string BodyArguments(OperationModel operation) =>
        Arguments(operation) + (!operation.HasToken ? "" : operation.Parameters.Count == 1 ? "CancellationToken" : ", CancellationToken");

    /// <summary>What the body gets; a primitive's arguments are kept by its request.</summary>
    private static string Arguments(OperationModel operation) => operation.Primitive switch
    {
        null => string.Join(", ", operation.Values.Select(p => p.Argument(Field(p)))),
        "ReadMany" => "Reads.Span, Counts.Span",
        "WriteMany" => "Writes.Span",
        _ => "Buffer.Span, Offset",
    };

    private static IEnumerable<ParameterModel> Stored(OperationModel operation) =>
        operation.Primitive is null ? operation.Values : [];

    private static string Field(ParameterModel parameter) => parameter.Name == "owner" ? "_ownerArgument" : "_" + parameter.Name.TrimStart('@');

    /// <summary>The result of the request: a count for a read, nothing for a write.</summary>
    private static string RequestResult(OperationModel operation) => operation.Primitive == "ReadAt" ? "int" : "global::Mapwright.None";
}
