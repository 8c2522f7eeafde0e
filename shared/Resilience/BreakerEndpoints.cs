using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using Platform.Timing;

namespace Platform.Resilience;

/// <summary>
/// The breakers of this process on its management port: <c>GET /internal/breakers</c> lists them, <c>POST</c> to
/// <c>isolate</c> and <c>close</c> below it changes one. Who changed it is logged, and shown while it is isolated.
/// </summary>
internal sealed partial class BreakerEndpoints(
    OperatorKey key, IEnumerable<IBreakerSource> sources, TimeProvider clock, ILogger<BreakerEndpoints> logger)
{
    public const string ListPath = "/internal/breakers";
    public const string IsolatePath = "/internal/breakers/isolate";
    public const string ClosePath = "/internal/breakers/close";

    private const int MaxName = 128;
    private const int MaxText = 300;

    /// <summary>A longer isolation has to be repeated: a forgotten one is an outage.</summary>
    private static readonly TimeSpan MaxIsolation = TimeSpan.FromDays(1);

    private IEnumerable<IBreaker> Breakers => sources.SelectMany(source => source.Breakers());

    public Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        Breakers.Select(breaker => breaker.Status).ToArray(), BreakerJson.Default.BreakerStatusArray,
        cancellationToken: context.RequestAborted);

    public Task IsolateAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, ReadIsolation, async (request, _) =>
        {
            if (Find(request.Breaker) is not { } breaker)
            {
                return KnownProblems.NotFound;
            }

            await breaker.IsolateAsync(request.Isolation);
            LogIsolated(request.Breaker, request.Isolation.Author, request.Isolation.Until, request.Isolation.Reason);
            return null;
        });

    public Task CloseAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key,
        members => new CloseRequest(
            members.Text("breaker", MaxName), members.Text("author", MaxName), members.Text("reason", MaxText)),
        async (request, _) =>
        {
            if (Find(request.Breaker) is not { } breaker)
            {
                return KnownProblems.NotFound;
            }

            await breaker.CloseAsync();
            LogClosed(request.Breaker, request.Author, request.Reason);
            return null;
        });

    private IBreaker? Find(string name) => Breakers.FirstOrDefault(breaker => breaker.Status.Name == name);

    private IsolateRequest ReadIsolation(JsonMembers members)
    {
        var now = clock.GetUtcNow();
        var request = new IsolateRequest(
            members.Text("breaker", MaxName),
            new(members.Time("until"), members.Text("author", MaxName), members.Text("reason", MaxText)));
        var until = request.Isolation.Until;
        return !members.Errors.Has("until") && (until <= now || until > now + MaxIsolation)
            ? members.Errors.Add("until", $"must lie within the next {MaxIsolation.TotalHours} hours.", request)
            : request;
    }

    [LoggerMessage(LogLevel.Warning, "Isolated breaker {breaker} until {until} for {author}: {why}")]
    private partial void LogIsolated(string breaker, string author, DateTimeOffset until, string why);

    [LoggerMessage(LogLevel.Warning, "Closed breaker {breaker} for {author}: {why}")]
    private partial void LogClosed(string breaker, string author, string why);

    private sealed record IsolateRequest(string Breaker, Isolation Isolation);

    private sealed record CloseRequest(string Breaker, string Author, string Reason);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(BreakerStatus[]))]
internal sealed partial class BreakerJson : JsonSerializerContext;
