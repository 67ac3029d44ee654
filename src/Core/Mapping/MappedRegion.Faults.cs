namespace Mapwright;

/// <summary>Accesses that met a page that could not be had.</summary>
internal sealed unsafe partial class MappedRegion
{
    /// <summary>Whether an access met a page that could not be had. Read after an access, with a barrier between.</summary>
    public bool HasFaulted => Has(RegionState.Faulted);

    /// <summary>Where in the region the first fault was, in bytes.</summary>
    public long FirstFault
    {
        get
        {
            // Bytes before those that were asked for may share their page.
            var offset = Math.Max(0, _state->FirstFault - (nint)Address);
            GC.KeepAlive(this);
            return offset;
        }
    }

    /// <summary>Whether a fault is recorded here instead of ending the process.</summary>
    public bool ReportsFaults => Mapping?.ReportsFaults ?? true;

    /// <summary>The exception of whoever uses a region that faulted.</summary>
    public StorageException Faulted(string operation, bool isTruncated = false) => Has(RegionState.CutOff) ? IsCutOff(operation) : new(
        isTruncated ? StorageErrorCode.Truncated : StorageErrorCode.MappingFault,
        operation,
        _path,
        $"{operation} of '{_path}' is refused: an access of the mapping at offset {FirstFault} met a page that could not be had, because "
            + (isTruncated ? "another party truncated the file." : "the file was shorter than the mapping, the disk is full, or its device failed.")
            + " What was stored there is lost. Refresh the map, or map the file anew.",
        FirstFault);

    private StorageException IsCutOff(string operation) => new(
        StorageErrorCode.Poisoned,
        operation,
        _path,
        $"{operation} of '{_path}' is refused: a flush of the file failed, and its mappings were let go to reopen it. Writes before that may be lost. "
            + "Reopen or Refresh the map, or map the file anew.");
}
