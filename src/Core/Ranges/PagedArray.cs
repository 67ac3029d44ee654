namespace Mapwright;

/// <summary>An array of any length whose pages come into being when they are first written: what was never written is default, and takes no memory.</summary>
internal sealed class PagedArray<T>
    where T : struct
{
    /// <summary>The items of a page.</summary>
    public const int PageLength = 512;

    private readonly Lock _growth = new();
    private T[]?[] _pages = [];

    /// <summary>Whether nothing was ever written.</summary>
    public bool IsEmpty => Volatile.Read(ref _pages).Length == 0;

    /// <summary>A page, for reading. Null: it was never written.</summary>
    public T[]? Find(long page)
    {
        var pages = Volatile.Read(ref _pages);
        return page < pages.Length ? Volatile.Read(ref pages[page]) : null;
    }

    /// <summary>A page, for writing.</summary>
    public T[] Get(long page) => Find(page) ?? Add(page);

    private T[] Add(long page)
    {
        lock (_growth)
        {
            var pages = _pages;
            if (page >= pages.Length)
            {
                // Readers of the old array see a missing page, which means what it meant: nothing was written there.
                var wanted = Math.Max(page + 1, Math.Min((long)pages.Length * 2, Array.MaxLength));
                Array.Resize(ref pages, checked((int)wanted));
                Volatile.Write(ref _pages, pages);
            }

            return pages[page] ??= new T[PageLength];
        }
    }
}
