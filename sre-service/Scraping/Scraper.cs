using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Reads all replicas at every multiple of the interval, so that one reading falls on each full minute. An answer
/// arrives a few milliseconds after the moment it is counted for.
/// </summary>
internal sealed partial class Scraper(
    ScrapingSettings settings, IHttpClientFactory http, Replicas replicas, Observation observation,
    TimeProvider clock, ILogger<Scraper> logger)
    : BackgroundService
{
    public const string Client = "scraper";

    private readonly ReplicaReader[] _readers =
        [.. replicas.All.Select(replica =>
            new ReplicaReader(replica.Target, http.CreateClient(Client), settings, clock))];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var next = clock.GetUtcNow().Floor(settings.Interval) + settings.Interval;
                await Task.Delay(next - clock.GetUtcNow(), clock, stoppingToken);

                // A process that was held up counts for the moment at which it goes on.
                var late = clock.GetUtcNow().Floor(settings.Interval);
                await RoundAsync(late > next ? late : next, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            observation.End();
        }
    }

    /// <summary>Reads every replica once.</summary>
    /// <param name="tick">The moment that the readings count for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task RoundAsync(DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_readers.Select(reader => reader.ReadAsync(cancellationToken)));
        var before = replicas.All;
        var now = before.Zip(answers, (replica, answer) =>
            answer.Reading is { } reading ? replica.Saw(reading) : replica.Missing(answer.Failure!, tick));

        replicas.Update(tick, [.. now]);
        observation.Take(tick, replicas.All);

        foreach (var (earlier, later) in before.Zip(replicas.All))
        {
            LogChange(earlier, later);
        }
    }

    private void LogChange(Replica earlier, Replica later)
    {
        if (earlier.Failure is null && later.Failure is { } failure)
        {
            LogLost(later.Target.Service, later.Target.Place, failure.Reason);
        }
        else if (later.Reading is { } reading && reading.Process != earlier.Reading?.Process)
        {
            LogFound(reading.Process.Service, later.Target.Place, reading.Process.Instance);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{observed} at {place} cannot be read: {reason}")]
    private partial void LogLost(string observed, string place, string reason);

    [LoggerMessage(LogLevel.Information, "{observed} at {place} is {replica}")]
    private partial void LogFound(string observed, string place, string replica);
}
