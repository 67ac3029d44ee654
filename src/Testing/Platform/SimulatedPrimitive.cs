namespace Mapwright.Testing;

/// <summary>The primitives of a <see cref="SimulatedPlatform"/> that are announced, traced and can be made to fail.</summary>
public enum SimulatedPrimitive
{
    /// <summary><see cref="StoragePlatform.Open"/>.</summary>
    Open = 0,

    /// <summary><see cref="StoragePlatform.Close"/>.</summary>
    Close = 1,

    /// <summary>Both forms of <see cref="StoragePlatform.GetMetadata(PlatformFile, out FileMetadata)"/>.</summary>
    GetMetadata = 2,

    /// <summary><see cref="StoragePlatform.GetLength"/>.</summary>
    GetLength = 68,

    /// <summary><see cref="StoragePlatform.ReadAt(PlatformFile, Span{byte}, long)"/> and its other forms.</summary>
    ReadAt = 3,

    /// <summary><see cref="StoragePlatform.TryReadAt"/>.</summary>
    TryReadAt = 4,

    /// <summary><see cref="StoragePlatform.WriteAt(PlatformFile, ReadOnlySpan{byte}, long)"/> and its other forms.</summary>
    WriteAt = 5,

    /// <summary><see cref="StoragePlatform.WriteDurableAt"/>.</summary>
    WriteDurableAt = 6,

    /// <summary><see cref="StoragePlatform.SetLength"/>; the length of the call is the new length.</summary>
    SetLength = 7,

    /// <summary><see cref="StoragePlatform.Allocate"/>.</summary>
    Allocate = 8,

    /// <summary><see cref="StoragePlatform.FlushData"/>.</summary>
    FlushData = 9,

    /// <summary><see cref="StoragePlatform.FlushAll"/>.</summary>
    FlushAll = 10,

    /// <summary><see cref="StoragePlatform.StartFlush"/>.</summary>
    StartFlush = 11,

    /// <summary><see cref="StoragePlatform.FlushDirectory"/>.</summary>
    FlushDirectory = 12,

    /// <summary><see cref="StoragePlatform.Map"/>.</summary>
    Map = 13,

    /// <summary><see cref="StoragePlatform.Retire(PlatformMapping)"/>.</summary>
    Retire = 14,

    /// <summary><see cref="StoragePlatform.Unmap"/>.</summary>
    Unmap = 15,

    /// <summary><see cref="StoragePlatform.FlushMapping"/>; the offset of the call is that in the mapping.</summary>
    FlushMapping = 16,

    /// <summary><see cref="StoragePlatform.Populate"/>; the offset of the call is that in the mapping.</summary>
    Populate = 17,

    /// <summary><see cref="StoragePlatform.AdviseMapping"/>; the offset of the call is that in the mapping.</summary>
    AdviseMapping = 80,

    /// <summary><see cref="StoragePlatform.LockMapping"/>; the offset of the call is that in the mapping.</summary>
    LockMapping = 81,

    /// <summary><see cref="StoragePlatform.UnlockMapping"/>; the offset of the call is that in the mapping.</summary>
    UnlockMapping = 82,

    /// <summary><see cref="StoragePlatform.DiscardMapping"/>; the offset of the call is that in the mapping.</summary>
    DiscardMapping = 83,

    /// <summary><see cref="StoragePlatform.GetResidency"/>; the offset of the call is that in the mapping.</summary>
    GetResidency = 84,

    /// <summary><see cref="StoragePlatform.WaitForChange"/>; the path of the call is empty.</summary>
    WaitForChange = 85,

    /// <summary><see cref="StoragePlatform.WakeWaiters"/>; the path of the call is empty.</summary>
    WakeWaiters = 86,

    /// <summary><see cref="StoragePlatform.TryLock"/>.</summary>
    TryLock = 18,

    /// <summary><see cref="StoragePlatform.Unlock"/>.</summary>
    Unlock = 19,

    /// <summary><see cref="StoragePlatform.Rename"/>.</summary>
    Rename = 20,

    /// <summary><see cref="StoragePlatform.Delete"/>.</summary>
    Delete = 21,

    /// <summary><see cref="StoragePlatform.CreateDirectory"/>.</summary>
    CreateDirectory = 22,

    /// <summary><see cref="StoragePlatform.Restore"/>; the offset of the call is that in the mapping.</summary>
    Restore = 23,

    /// <summary><see cref="StoragePlatform.TryLockRange"/>.</summary>
    TryLockRange = 24,

    /// <summary><see cref="StoragePlatform.TryConvertLockRange"/>.</summary>
    TryConvertLockRange = 25,

    /// <summary><see cref="StoragePlatform.UnlockRange"/>.</summary>
    UnlockRange = 26,

    /// <summary><see cref="StoragePlatform.CreateAnonymous"/>; the path of the call is the name.</summary>
    CreateAnonymous = 27,

    /// <summary><see cref="StoragePlatform.Append"/>.</summary>
    Append = 40,

    /// <summary><see cref="StoragePlatform.Reopen"/>.</summary>
    Reopen = 41,

    /// <summary><see cref="StoragePlatform.GetTransferLimits"/>.</summary>
    GetTransferLimits = 42,

    /// <summary><see cref="StoragePlatform.ExtendLength"/>; the length of the call is the least length.</summary>
    ExtendLength = 43,

    /// <summary><see cref="StoragePlatform.PunchHole"/>.</summary>
    PunchHole = 44,

    /// <summary><see cref="StoragePlatform.ZeroRange"/>.</summary>
    ZeroRange = 45,

    /// <summary><see cref="StoragePlatform.FindExtent"/>.</summary>
    FindExtent = 46,

    /// <summary><see cref="StoragePlatform.FlushRange"/>.</summary>
    FlushRange = 47,

    /// <summary><see cref="StoragePlatform.Advise"/>.</summary>
    Advise = 48,

    /// <summary><see cref="StoragePlatform.ReadMapping"/>; the offset of the call is that in the mapping.</summary>
    ReadMapping = 49,

    /// <summary><see cref="StoragePlatform.WriteMapping"/>; the offset of the call is that in the mapping.</summary>
    WriteMapping = 50,

    /// <summary><see cref="StoragePlatform.Adopt"/>.</summary>
    Adopt = 51,

    /// <summary><see cref="StoragePlatform.Duplicate"/>.</summary>
    Duplicate = 52,

    /// <summary><see cref="StoragePlatform.Barrier"/>.</summary>
    Barrier = 53,

    /// <summary><see cref="StoragePlatform.SetWriteLifetime"/>.</summary>
    SetWriteLifetime = 54,

    /// <summary><see cref="StoragePlatform.DeleteDirectory"/>.</summary>
    DeleteDirectory = 60,

    /// <summary><see cref="StoragePlatform.DeleteByIdentity"/>.</summary>
    DeleteByIdentity = 61,

    /// <summary><see cref="StoragePlatform.CopyRange"/>; the path, the offset and the length of the call are those of the target.</summary>
    CopyRange = 62,

    /// <summary><see cref="StoragePlatform.Clone"/>; the path of the call is that of the target.</summary>
    Clone = 63,

    /// <summary><see cref="StoragePlatform.CloneAs"/>; the path of the call is that of the new file.</summary>
    CloneAs = 67,

    /// <summary><see cref="StoragePlatform.SetAttributes"/>.</summary>
    SetAttributes = 64,

    /// <summary><see cref="StoragePlatform.OpenDirectory"/>.</summary>
    OpenDirectory = 65,

    /// <summary><see cref="StoragePlatform.ReadDirectory"/>.</summary>
    ReadDirectory = 66,
}
