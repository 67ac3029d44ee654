namespace Mapwright;

/// <summary>The steps of replacing a file, in their order. Until the rename has happened, the target is as it was.</summary>
public enum ReplaceStep
{
    /// <summary>Looking at the target.</summary>
    Inspect = 0,

    /// <summary>Creating the temporary file beside the target.</summary>
    CreateTemporary = 1,

    /// <summary>Writing the content into it.</summary>
    Write = 2,

    /// <summary>Giving it what is kept of the target.</summary>
    SetAttributes = 3,

    /// <summary>Making it durable.</summary>
    Flush = 4,

    /// <summary>Giving it the name of the target.</summary>
    Rename = 5,

    /// <summary>Closing it.</summary>
    Close = 6,

    /// <summary>Making the name durable.</summary>
    FlushDirectory = 7,
}
