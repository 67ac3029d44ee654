namespace KeyValueStore.Storage;

/// <summary>The store is damaged, or full: what no operation of its files could have said.</summary>
internal sealed class StoreException(string message) : IOException(message);
