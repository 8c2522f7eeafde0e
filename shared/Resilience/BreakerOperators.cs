using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace Platform.Resilience;

/// <summary>
/// What operators do to breakers of this process, on its management port: <c>POST /internal/breakers/isolate</c> and
/// <c>/internal/breakers/close</c>. Who did it is logged, and shown while it lasts.
/// </summary>
internal sealed partial class BreakerOperators(
    TrafficKey key, IEnumerable<IBreakerSource> sources, TimeProvider clock, ILogger<BreakerOperators> logger)
{
    public const string IsolatePath = "/internal/breakers/isolate";
    public const string ClosePath = "/internal/breakers/close";

    private const int LongestName = 128;
    private const int LongestText = 300;

    /// <summary>Whoever wants longer says it again: one that nobody remembers is an outage.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public Task IsolateAsync(HttpContext context) => Admission.AnswerAsync(context, key, IsolateOf, async (said, _) =>
    {
        if (Find(said.Breaker) is not { } breaker)
        {
            return KnownProblems.NotFound;
        }

        await breaker.IsolateAsync(said.Isolation);
        LogIsolated(said.Breaker, said.Isolation.Author, said.Isolation.Until, said.Isolation.Reason);
        return null;
    });

    public Task CloseAsync(HttpContext context) => Admission.AnswerAsync(
        context, key,
        members => new Close(
            members.Text("breaker", LongestName), members.Text("author", LongestName), members.Text("reason", LongestText)),
        async (said, _) =>
        {
            if (Find(said.Breaker) is not { } breaker)
            {
                return KnownProblems.NotFound;
            }

            await breaker.CloseAsync();
            LogClosed(said.Breaker, said.Author, said.Reason);
            return null;
        });

    private IBreaker? Find(string name) =>
        sources.SelectMany(source => source.Breakers()).FirstOrDefault(breaker => breaker.Status.Name == name);

    private Isolate IsolateOf(JsonMembers members)
    {
        var now = clock.GetUtcNow();
        var said = new Isolate(
            members.Text("breaker", LongestName),
            new(members.Time("until"), members.Text("author", LongestName), members.Text("reason", LongestText)));
        return !members.Errors.Has("until") && (said.Isolation.Until <= now || said.Isolation.Until > now + Longest)
            ? members.Errors.Add("until", $"must lie within the next {Longest.TotalHours} hours.", said)
            : said;
    }

    [LoggerMessage(LogLevel.Warning, "The breaker {breaker} was isolated by {author} until {until}: {why}")]
    private partial void LogIsolated(string breaker, string author, DateTimeOffset until, string why);

    [LoggerMessage(LogLevel.Warning, "The breaker {breaker} was closed by {author}: {why}")]
    private partial void LogClosed(string breaker, string author, string why);

    private sealed record Isolate(string Breaker, Isolation Isolation);

    private sealed record Close(string Breaker, string Author, string Reason);
}
