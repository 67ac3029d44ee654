using Mapwright.Generators.Model;

namespace Mapwright.Generators.Emit;

/// <summary>In an adapter's assembly: one sealed type of a surface, bound to the adapter.</summary>
internal static class AdapterEmitter
{
    public static string Emit(AdapterModel adapter, SurfaceModel surface, EquatableArray<SurfaceModel> surfaces)
    {
        var writer = new SourceWriter();
        Syntax.Header(writer);
        if (adapter.Namespace.Length > 0)
        {
            writer.Line($"namespace {adapter.Namespace};");
            writer.Line();
        }

        writer.Line($"/// <inheritdoc cref=\"{surface.BaseDocumentationId}\"/>");
        writer.Line(Syntax.GeneratedCode);
        writer.Lines(adapter.Attributes);
        writer.Open($"{adapter.Accessibility} sealed class {surface.Name} : {surface.BaseType}");
        writer.Line($"private readonly {adapter.Scheduler} _scheduler;");
        writer.Line();
        Constructor(writer, adapter, surface);
        if (surface.IsFactory && adapter.HasShared)
        {
            writer.Line();
            Default(writer, adapter, surface);
            writer.Line();
            Rooted(writer, adapter, surface);
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line("protected override global::Mapwright.IScheduler Scheduler => _scheduler;");
        foreach (var operation in surface.Operations)
        {
            Operation(writer, adapter, operation);
        }

        if (surface.IsFactory)
        {
            foreach (var other in surfaces.Where(s => !s.IsFactory))
            {
                Hook(writer, other);
            }
        }
        else if (adapter.HasShared && surfaces.FirstOrDefault(s => s.IsFactory) is { } factory)
        {
            foreach (var operation in factory.Operations.Where(o => o.Factory is not null && o.ReturnsSurface == surface.Name))
            {
                Static(writer, adapter, factory, operation);
            }
        }

        writer.Close();
        return writer.ToString();
    }

    private static void Constructor(SourceWriter writer, AdapterModel adapter, SurfaceModel surface)
    {
        var parameters = string.Join(", ", surface.ConstructorParameters.Select(p => $"{p.Type} {p.Name}"));
        if (surface.IsFactory)
        {
            writer.Line("/// <summary>Makes a file system on a platform and a scheduler.</summary>");
            foreach (var parameter in surface.ConstructorParameters)
            {
                writer.Line($"/// <param name=\"{parameter.Name}\">The {parameter.Name}.</param>");
            }

            writer.Line("/// <param name=\"scheduler\">Where blocking bodies run.</param>");
        }

        writer.Line($"{(surface.IsFactory ? adapter.Accessibility : "internal")} {surface.Name}({parameters}, {adapter.Scheduler} scheduler)");
        writer.Line($"    : base({Syntax.Names(surface.ConstructorParameters)})");
        writer.Line("{");
        writer.Line("    global::System.ArgumentNullException.ThrowIfNull(scheduler);");
        writer.Line("    _scheduler = scheduler;");
        writer.Line("}");
    }

    private static void Default(SourceWriter writer, AdapterModel adapter, SurfaceModel surface)
    {
        writer.Line($"private static {surface.Name}? s_default;");
        writer.Line();
        writer.Line("/// <summary>The operating system's files on the shared scheduler.</summary>");
        writer.Line("/// <exception cref=\"global::System.PlatformNotSupportedException\">This operating system has no platform.</exception>");
        writer.Member(
            $"public static {surface.Name} Default",
            $"s_default ?? global::System.Threading.Interlocked.CompareExchange(ref s_default, new {surface.Name}("
            + $"global::Mapwright.StoragePlatform.Current, {adapter.Scheduler}.Shared), null) ?? s_default");
    }

    private static void Rooted(SourceWriter writer, AdapterModel adapter, SurfaceModel surface)
    {
        writer.Line("/// <summary>The operating system's files beneath a directory on the shared scheduler: no path leads out of it.</summary>");
        writer.Line("/// <inheritdoc cref=\"global::Mapwright.StoragePlatform.Rooted(string)\" path=\"/*[not(self::summary) and not(self::returns)]\"/>");
        writer.Line("/// <returns>The file system; its paths are relative to the directory.</returns>");
        writer.Member(
            $"public static {surface.Name} Rooted(string directory)",
            $"new(global::Mapwright.StoragePlatform.Current.Rooted(directory), {adapter.Scheduler}.Shared)");
    }

    private static void Operation(SourceWriter writer, AdapterModel adapter, OperationModel operation)
    {
        if (operation.ReturnsSurface is { } typed)
        {
            writer.Line();
            writer.Line("/// <inheritdoc/>");
            writer.Lines(operation.Attributes.Append(Syntax.GeneratedCode));
            writer.Member(
                $"public override {typed} {operation.Identifier}({Syntax.BlockingParameters(operation)})",
                $"({typed})base.{operation.Identifier}({Syntax.Names(operation.Parameters)})");
            Twin(writer, adapter, operation, typed, "new");
        }
        else if (operation.Wait is null)
        {
            // The twin of an operation that waits on a waiter never hops, so there is nothing to bind.
            Twin(writer, adapter, operation, operation.ReturnType, "override");
        }
    }

    private static void Twin(SourceWriter writer, AdapterModel adapter, OperationModel operation, string? result, string modifier)
    {
        writer.Line();
        writer.Line(modifier == "new" ? $"/// <inheritdoc cref=\"{operation.AsyncDocumentationId ?? operation.DocumentationId}\"/>" : "/// <inheritdoc/>");
        writer.Lines(Syntax.TwinAttributes(operation));
        writer.Open($"public {modifier} {Syntax.Task(result)} {operation.Name}Async({Syntax.AsyncParameters(operation)})");
        var item = operation.Local("item");
        var start = Syntax.StartMethod(operation);
        var type = operation.ReturnsSurface is null ? "" : $"<{result}>";
        var native = operation.Primitive is { } primitive && adapter.Completes.Contains(primitive);
        writer.Line($"var {item} = Prepare{operation.Name}{type}({Syntax.PrepareArguments(operation)});");
        writer.Line($"return {item} is null ? {operation.Local("completed")} : {item}.{start}(_scheduler"
            + (native ? ", static (scheduler, request) => scheduler.TryStart(request));" : ");"));
        writer.Close();
    }

    private static void Hook(SourceWriter writer, SurfaceModel surface)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(Syntax.GeneratedCode);
        writer.Member(
            $"protected override {surface.BaseType} Create{surface.Name}("
            + $"{string.Join(", ", surface.ConstructorParameters.Select(p => $"{p.Type} {p.Name}"))})",
            $"new {surface.Name}({Syntax.Names(surface.ConstructorParameters)}, _scheduler)");
    }

    private static void Static(SourceWriter writer, AdapterModel adapter, SurfaceModel factory, OperationModel operation)
    {
        var values = operation.Values.Select(p => p.Name).ToList();
        writer.Line();
        writer.Line($"/// <inheritdoc cref=\"{operation.DocumentationId}\"/>");
        writer.Lines(operation.Attributes.Append(Syntax.GeneratedCode));
        writer.Member(
            $"public static {operation.ReturnsSurface} {operation.Factory}({Syntax.BlockingParameters(operation)})",
            $"{factory.Name}.Default.{operation.Identifier}({Syntax.Names(operation.Parameters)})");
        writer.Line();
        writer.Line($"/// <inheritdoc cref=\"{operation.AsyncDocumentationId ?? operation.DocumentationId}\"/>");
        writer.Lines(operation.Attributes
            .Append($"[global::Mapwright.AsyncTwinOfAttribute(\"{operation.Factory}\", typeof({operation.ReturnsSurface}))]")
            .Append(Syntax.GeneratedCode));
        writer.Member(
            $"public static {Syntax.Task(operation.ReturnsSurface)} {operation.Factory}Async({Syntax.AsyncParameters(operation)})",
            $"{factory.Name}.Default.{operation.Name}Async({string.Join(", ", values.Append(operation.Token))})");
    }
}
