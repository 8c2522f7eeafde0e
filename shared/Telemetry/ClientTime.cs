using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Telemetry;

/// <summary>
/// How long a request has waited for its client: for the rest of its body, and until the client took enough of the
/// response. That time says nothing about this system, so no duration contains it.
/// </summary>
public sealed class ClientTime : IHttpResponseBodyFeature
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly IHttpResponseBodyFeature _response;
    private PipeWriter? _writer;
    private Stream? _stream;
    private long _waited;

    private ClientTime(IHttpResponseBodyFeature response) => _response = response;

    public Stream Stream => _stream ??= new ClientStream(_response.Stream, this);

    public PipeWriter Writer => _writer ??= new ClientWriter(_response.Writer, this);

    /// <summary>Since the request arrived, without the time in which it waited for its client.</summary>
    internal TimeSpan Own => Without(Stopwatch.GetElapsedTime(_started));

    /// <param name="elapsed">Since the request arrived.</param>
    /// <returns>The part of it in which the request did not wait for its client.</returns>
    public static TimeSpan Exclude(HttpContext context, TimeSpan elapsed) =>
        context.Features.Get<ClientTime>()?.Without(elapsed) ?? elapsed;

    /// <returns>Of a request that has just arrived.</returns>
    internal static ClientTime Measure(HttpContext context)
    {
        var time = new ClientTime(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set(time);
        context.Features.Set<IHttpResponseBodyFeature>(time);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            context.Request.Body = new ClientStream(context.Request.Body, time);
        }

        return time;
    }

    public void DisableBuffering() => _response.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _response.StartAsync(cancellationToken);

    public Task SendFileAsync(
        string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        WaitAsync(new ValueTask(_response.SendFileAsync(path, offset, count, cancellationToken))).AsTask();

    public Task CompleteAsync() => _response.CompleteAsync();

    internal ValueTask<T> WaitAsync<T>(ValueTask<T> pending) =>
        pending.IsCompleted ? pending : new ValueTask<T>(AddAsync(pending.AsTask()));

    internal ValueTask WaitAsync(ValueTask pending) =>
        pending.IsCompleted ? pending : new ValueTask(AddAsync(pending.AsTask()));

    private TimeSpan Without(TimeSpan elapsed)
    {
        var own = elapsed - Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _waited));
        // Reading and writing may wait at the same time.
        return own < TimeSpan.Zero ? TimeSpan.Zero : own;
    }

    private async Task<T> AddAsync<T>(Task<T> pending)
    {
        await AddAsync((Task)pending);
        return await pending;
    }

    private async Task AddAsync(Task pending)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            await pending;
        }
        finally
        {
            Interlocked.Add(ref _waited, Stopwatch.GetTimestamp() - since);
        }
    }
}
