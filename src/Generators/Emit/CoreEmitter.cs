using Mapwright.Generators.Model;

namespace Mapwright.Generators.Emit;

/// <summary>In the core: the twins of a class's operations, their pooled items, and the hooks of the factory.</summary>
internal static class CoreEmitter
{
    public static string Emit(DeclaringClassModel model)
    {
        var writer = new SourceWriter();
        Syntax.Header(writer);
        if (model.Operations.Any(operation => operation.IsObsolete))
        {
            writer.Line("#pragma warning disable CS0612, CS0618 // The twin of an obsolete operation calls it.");
            writer.Line();
        }

        writer.Line($"namespace {model.Namespace};");
        writer.Line();
        writer.Open($"partial class {model.Name}");
        var first = true;
        foreach (var operation in model.Operations)
        {
            Separate(writer, ref first);
            Twin(writer, operation);
            if (operation.Wait is null)
            {
                writer.Line();
                Prepare(writer, operation);
                writer.Line();
                ItemEmitter.Emit(writer, operation, model.Name);
            }
        }

        foreach (var surface in model.Hooks)
        {
            Separate(writer, ref first);
            Hook(writer, surface);
        }

        writer.Close();
        return writer.ToString();
    }

    private static void Separate(SourceWriter writer, ref bool first)
    {
        if (!first)
        {
            writer.Line();
        }

        first = false;
    }

    private static void Twin(SourceWriter writer, OperationModel operation)
    {
        writer.Lines(TwinDocumentation.Lines(operation));
        writer.Lines(Syntax.TwinAttributes(operation));
        writer.Open($"public virtual {Syntax.Task(operation.ReturnType)} {operation.Name}Async({Syntax.AsyncParameters(operation)})");
        if (operation.Wait is null)
        {
            var item = operation.Local("item");
            var type = operation.ReturnsSurface is null ? "" : $"<{operation.ReturnType}>";
            writer.Line($"var {item} = Prepare{operation.Name}{type}({Syntax.PrepareArguments(operation)});");
            writer.Line($"return {item} is null ? {operation.Local("completed")} : {item}.{Syntax.StartMethod(operation)}(Scheduler);");
        }
        else
        {
            Wait(writer, operation);
        }

        writer.Close();
    }

    private static void Wait(SourceWriter writer, OperationModel operation)
    {
        var task = Syntax.Task(operation.ReturnType);
        Checks(writer, operation, exit: value => [$"return {value};"]);
        writer.Open("try");
        var arguments = string.Join(", ", operation.Parameters.Select(p => p.Argument(p.Name))
            .Append($"out var {operation.Local("result")}").Append($"out var {operation.Local("waiter")}"));
        writer.Line($"return {operation.Wait}({arguments}) ? new {task}({operation.Local("result")}) : {operation.Local("waiter")}!.Task;");
        writer.Close();
        writer.Open($"catch (global::System.Exception {operation.Local("exception")})");
        writer.Line($"return {Faulted(operation)};");
        writer.Close();
    }

    private static void Prepare(SourceWriter writer, OperationModel operation)
    {
        var generic = operation.ReturnsSurface is not null;
        var result = generic ? "TSurface" : operation.ReturnType;
        var task = Syntax.Task(result);
        var completed = operation.Local("completed");
        writer.Line($"/// <summary>For the emitted override: checks, tries the fast path, and else rents the item to start.</summary>");
        writer.Line(Syntax.Hidden);
        writer.Line(Syntax.GeneratedCode);
        writer.Open($"protected {ItemEmitter.BaseType(operation, result)}? Prepare{operation.Name}{(generic ? "<TSurface>" : "")}"
            + $"({Syntax.PrepareParameters(operation, task)})" + (generic ? $" where TSurface : {operation.ReturnType}" : ""));
        Checks(writer, operation, exit: value => [$"{completed} = {value};", "return null;"], result);
        if (operation.FastPath is not null)
        {
            FastPath(writer, operation, task, completed);
        }

        var item = operation.Local("rented");
        writer.Line($"var {item} = global::Mapwright.WorkItemPool<{ItemEmitter.Name(operation)}{(generic ? "<TSurface>" : "")}>.Rent();");
        writer.Line($"{item}.Set({string.Join(", ", operation.Values.Select(p => p.Name).Append(operation.Token).Prepend("this"))});");
        writer.Line($"{completed} = default;");
        writer.Line($"return {item};");
        writer.Close();
    }

    private static void FastPath(SourceWriter writer, OperationModel operation, string task, string completed)
    {
        var result = operation.Local("result");
        var arguments = operation.Values.Select(p => p.Argument(p.Name));
        var call = operation.ReturnType is null
            ? $"{operation.FastPath}({string.Join(", ", arguments)})"
            : $"{operation.FastPath}({string.Join(", ", arguments.Append($"out var {result}"))})";
        writer.Open("try");
        writer.Open($"if ({call})");
        writer.Line($"{completed} = {(operation.ReturnType is null ? "default" : $"new {task}({result})")};");
        writer.Line("return null;");
        writer.Close();
        writer.Close();
        writer.Open($"catch (global::System.Exception {operation.Local("exception")})");
        writer.Line($"{completed} = {Faulted(operation)};");
        writer.Line("return null;");
        writer.Close();
        writer.Line();
    }

    private static void Checks(SourceWriter writer, OperationModel operation, Func<string, string[]> exit, string? result = null)
    {
        result ??= operation.ReturnType;
        writer.Line("ThrowIfClosed();");
        if (operation.Check is not null)
        {
            writer.Line($"{operation.Check}({string.Join(", ", operation.Values.Select(p => p.Argument(p.Name)))});");
        }

        var type = result is null ? "" : $"<{result}>";
        writer.Open($"if ({operation.Token}.IsCancellationRequested)");
        writer.Lines(exit($"global::System.Threading.Tasks.ValueTask.FromCanceled{type}({operation.Token})"));
        writer.Close();
        writer.Line();
    }

    private static string Faulted(OperationModel operation) =>
        $"global::System.Threading.Tasks.ValueTask.FromException{(operation.ReturnType is null ? "" : $"<{operation.ReturnType}>")}({operation.Local("exception")})";

    private static void Hook(SourceWriter writer, SurfaceModel surface)
    {
        var parameters = string.Join(", ", surface.ConstructorParameters.Select(p => $"{p.Type} {p.Name}"));
        var arguments = Syntax.Names(surface.ConstructorParameters);
        writer.Line($"/// <summary>Makes the adapter's own <c>{surface.Name}</c>. An adapter that is older than this surface gets a neutral one on its scheduler.</summary>");
        writer.Line(Syntax.Hidden);
        writer.Line(Syntax.GeneratedCode);
        writer.Member(
            $"protected internal virtual {surface.BaseType} Create{surface.Name}({parameters})",
            $"new Neutral{surface.Name}({arguments}, Scheduler)");
        writer.Line();
        writer.Line(Syntax.GeneratedCode);
        writer.Open($"private sealed class Neutral{surface.Name}({parameters}, global::Mapwright.IScheduler scheduler) : {surface.BaseType}({arguments})");
        writer.Line("protected override global::Mapwright.IScheduler Scheduler => scheduler;");
        writer.Close();
    }
}
