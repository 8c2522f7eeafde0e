using System.IO.Pipelines;
using Gateway.Outcomes;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Routing;

/// <summary>
/// Holds a response back until it is complete, or up to 64 KiB of it, so that another one can still take its place.
/// Longer responses and event streams are passed on from their first byte, and all of them while memory is used up.
/// </summary>
/// <param name="response">Its status and headers, which are complete before the first byte of the body.</param>
/// <param name="client">Where the body goes.</param>
/// <param name="memory">In which it is held.</param>
/// <param name="arrived">Called for each part that is held back, and with false when the rest is passed on.</param>
internal sealed class HeldResponse(
    HttpResponse response, IHttpResponseBodyFeature client, HeldMemory memory, Action<bool> arrived)
    : Stream, IHttpResponseBodyFeature
{
    private byte[]? _held;
    private int _length;
    private PipeWriter? _writer;

    /// <summary>Whether bytes have been passed on: the response can no longer be replaced.</summary>
    public bool IsPassedOn { get; private set; }

    public Stream Stream => this;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsPassedOn && MayHold(buffer.Length) && (_held ??= memory.TryRent()) is not null)
        {
            arrived(true);
            buffer.CopyTo(_held.AsMemory(_length));
            _length += buffer.Length;
            return;
        }

        await PassOnAsync(cancellationToken);
        await client.Stream.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (IsPassedOn)
        {
            await client.Stream.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Sends what was held back; the rest goes straight to the client.</summary>
    public async Task PassOnAsync(CancellationToken cancellationToken)
    {
        if (!IsPassedOn)
        {
            IsPassedOn = true;
            arrived(false);
            if (_held is not null)
            {
                await client.Stream.WriteAsync(_held.AsMemory(0, _length), cancellationToken);
                Forget();
            }
        }
    }

    /// <summary>Another response takes the place of this one.</summary>
    public void Forget()
    {
        if (_held is not null)
        {
            memory.Return(_held);
            _held = null;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task CompleteAsync()
    {
        await PassOnAsync(CancellationToken.None);
        await client.CompleteAsync();
    }

    public void DisableBuffering() => client.DisableBuffering();

    public Task SendFileAsync(
        string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(this, path, offset, count, cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool MayHold(int more) =>
        _length + more <= HeldMemory.Bytes && !(response.ContentLength > HeldMemory.Bytes) && !EventStream.Is(response);
}
