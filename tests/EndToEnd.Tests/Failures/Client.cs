using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests.Failures;

/// <param name="Status">0 when there was no answer.</param>
/// <param name="Stale">Whether it said that it comes from memory.</param>
/// <param name="Json">The body; null when there is none.</param>
internal sealed record Reply(int Status, bool Stale, JsonElement? Json);

/// <summary>Sends the requests of the drill through the gateway, and keeps what came of each.</summary>
internal sealed class Client(HttpClient gateway)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<Answer> _answers = [];

    public IReadOnlyCollection<Answer> Answers => _answers;

    public static Task PauseAsync() => Task.Delay(Pause);

    /// <param name="call">What it is called in the table.</param>
    /// <param name="request">Makes it.</param>
    /// <param name="wrong">What is untrue about the reply; null when nothing is.</param>
    public async Task<Reply> SendAsync(string call, Func<HttpRequestMessage> request, Func<Reply, string?> wrong)
    {
        var started = TimeProvider.System.GetTimestamp();
        var (reply, outOfForm) = await SendAsync(request);
        _answers.Enqueue(new Answer(
            call, reply.Status, reply.Stale, started, TimeProvider.System.GetElapsedTime(started),
            outOfForm ?? wrong(reply)));
        if (reply.Status is 0 or >= 500)
        {
            await PauseAsync();
        }

        return reply;
    }

    private async Task<(Reply Reply, string? OutOfForm)> SendAsync(Func<HttpRequestMessage> make)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var request = make();
        try
        {
            using var response = await gateway.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsByteArrayAsync(patience.Token);
            var json = body.Length > 0 ? JsonElement.Parse(body) : (JsonElement?)null;
            var stale = response.Headers.TryGetValues("X-Data-Freshness", out var freshness)
                && freshness.Single() == "stale";
            var status = (int)response.StatusCode;
            return (new Reply(status, stale, json), status >= 400 ? WrongForm(response, json) : null);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            return (new Reply(0, false, null), $"no answer: {error.GetType().Name}");
        }
    }

    private static string? WrongForm(HttpResponseMessage response, JsonElement? json) =>
        response.Content.Headers.ContentType?.MediaType != "application/problem+json"
            ? $"{(int)response.StatusCode} is no problem+json"
        : json?.TryGetProperty("error", out _) != true ? $"{(int)response.StatusCode} has no error"
        : response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is null
            ? "503 without Retry-After"
        : null;
}
