using System.IO.Pipes;
using Mapwright.Ringed;
using Microsoft.Win32.SafeHandles;

namespace Mapwright.IoUring.Tests;

/// <summary>A pipe whose two ends are files of a scheduler: transfers on it take as long as the other end wants.</summary>
internal sealed class Pipe : IAsyncDisposable
{
    private readonly AnonymousPipeServerStream _incoming = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _outgoing;

    public Pipe(IoUringScheduler scheduler)
    {
        var platform = new HandlePlatform();
        var fileSystem = new Ringed.FileSystem(platform, scheduler);
        _outgoing = new AnonymousPipeClientStream(PipeDirection.In, _incoming.ClientSafePipeHandle);
        platform.Next = new SafeFileHandle(_outgoing.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Reader = fileSystem.OpenWrite("reader");
        platform.Next = new SafeFileHandle(_incoming.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        Writer = fileSystem.OpenWrite("writer");
    }

    /// <summary>The end to read from, through the ring.</summary>
    public StorageFileBase Reader { get; }

    /// <summary>The end to write to, through the ring.</summary>
    public StorageFileBase Writer { get; }

    /// <summary>Puts bytes in, past the ring.</summary>
    public void Put(ReadOnlySpan<byte> bytes) => _incoming.Write(bytes);

    /// <summary>Takes bytes out, past the ring.</summary>
    public void Take(Span<byte> bytes) => _outgoing.ReadExactly(bytes);

    /// <summary>Closes the end to take from: writing is an error from now on.</summary>
    public void EndReading() => _outgoing.Dispose();

    /// <summary>Ends the stream.</summary>
    public void EndWriting() => _incoming.Dispose();

    /// <summary>Ends the stream, and counts what is left of it.</summary>
    public int EndAndCount()
    {
        EndWriting();
        var left = 0;
        int got;
        Span<byte> buffer = stackalloc byte[4096];
        while ((got = _outgoing.Read(buffer)) > 0)
        {
            left += got;
        }

        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await Reader.DisposeAsync();
        await Writer.DisposeAsync();
        await _incoming.DisposeAsync();
        await _outgoing.DisposeAsync();
    }
}
