namespace Mapwright.Ringed;

/// <summary>The transfers that the kernel has. The owner's own.</summary>
/// <remarks>
/// Invariant: a transfer holds its request, and so the pinned buffer and the open file, from before its submission until the kernel's one
/// completion of it was taken. It is named by its place and by how often the place was used, so that a late request to cancel one
/// transfer never means the next one in its place.
/// </remarks>
internal sealed class Transfers
{
    private readonly Transfer[] _places;
    private readonly int[] _free;
    private int _freeCount;

    public Transfers(int capacity)
    {
        _places = new Transfer[capacity];
        _free = new int[capacity];
        for (var i = 0; i < capacity; i++)
        {
            _free[i] = capacity - 1 - i;
        }

        _freeCount = capacity;
    }

    public int Count => _places.Length - _freeCount;

    public bool IsFull => _freeCount == 0;

    public Span<Transfer> Places => _places;

    public ref Transfer this[ulong tag] => ref _places[(uint)tag];

    /// <summary>Gives a request a place; there is one.</summary>
    /// <returns>The tag of its submission and completion.</returns>
    public ulong Add(INativeRequest request)
    {
        var place = _free[--_freeCount];
        ref var transfer = ref _places[place];
        transfer = new Transfer
        {
            Request = request,
            IsWrite = request.Primitive != StoragePrimitive.ReadAt,
            IsDurable = request.Primitive == StoragePrimitive.WriteDurableAt,
            Uses = transfer.Uses + 1,
        };
        return TagOf(place);
    }

    public ulong TagOf(int place) => ((ulong)_places[place].Uses << 32) | (uint)place;

    /// <summary>Ends a transfer.</summary>
    /// <returns>Its request.</returns>
    public INativeRequest Remove(ulong tag)
    {
        var place = (int)(uint)tag;
        var request = _places[place].Request!;
        _places[place].Request = null;
        _free[_freeCount++] = place;
        return request;
    }
}

/// <summary>A request that the kernel has.</summary>
internal struct Transfer
{
    public INativeRequest? Request;

    /// <summary>How often its place was used.</summary>
    public uint Uses;

    public bool IsWrite;

    public bool IsDurable;

    /// <summary>Whether the kernel was asked to cancel it.</summary>
    public bool IsCancelAsked;

    /// <summary>How often the kernel wanted it to be tried again.</summary>
    public byte Retries;
}
