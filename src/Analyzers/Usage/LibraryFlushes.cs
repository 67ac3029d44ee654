using Microsoft.CodeAnalysis;

namespace Mapwright.Analyzers.Usage;

/// <summary>The members of the base class library that flush a file to the disk.</summary>
internal sealed class LibraryFlushes
{
    private readonly ISymbol? _flushToDisk;
    private readonly IMethodSymbol? _streamFlush;

    private LibraryFlushes(ISymbol? flushToDisk, IMethodSymbol? streamFlush)
    {
        _flushToDisk = flushToDisk;
        _streamFlush = streamFlush;
    }

    /// <summary>Finds the members; null when the framework has none of them.</summary>
    public static LibraryFlushes? Of(Compilation compilation)
    {
        var flushToDisk = compilation.GetTypeByMetadataName("System.IO.RandomAccess")?.GetMembers("FlushToDisk").SingleOrDefault();
        var streamFlush = compilation.GetTypeByMetadataName("System.IO.FileStream")?.GetMembers("Flush").OfType<IMethodSymbol>()
            .SingleOrDefault(method => method.Parameters.Length == 1);
        return flushToDisk is null && streamFlush is null ? null : new LibraryFlushes(flushToDisk, streamFlush);
    }

    /// <summary>Whether the method is <c>RandomAccess.FlushToDisk</c>.</summary>
    public bool IsFlushToDisk(IMethodSymbol method) => method.Name == "FlushToDisk" && SymbolEqualityComparer.Default.Equals(method, _flushToDisk);

    /// <summary>Whether the method is <c>FileStream.Flush(bool)</c> or an override of it.</summary>
    public bool IsStreamFlush(IMethodSymbol method)
    {
        for (var current = method.Name == "Flush" ? method : null; current is not null; current = current.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(current, _streamFlush))
            {
                return true;
            }
        }

        return false;
    }
}
