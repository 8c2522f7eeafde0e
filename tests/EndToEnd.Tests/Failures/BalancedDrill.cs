using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// A failure under load through a load balancer that repeats safe requests: none of them fails, and no acknowledged
/// write is lost, whatever the system runs in. A write that a replica was working on may fail; it is never repeated.
/// </summary>
internal sealed class BalancedDrill(HttpClient balancer, ITestOutputHelper output)
{
    /// <summary>The load balancer waits for the first gateway longer than that for the first replica.</summary>
    private static readonly TimeSpan LongestRead = Balancer.Patience + TimeSpan.FromSeconds(1.5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="failure">What happens.</param>
    /// <param name="fail">Makes it happen.</param>
    /// <param name="heal">Ends it; what failed is back when this returns.</param>
    /// <param name="database">Connects to the users database after it.</param>
    /// <returns>The report, and what <c>/sre/health</c> said meanwhile.</returns>
    public async Task<(DrillReport Report, IReadOnlyList<Answer> Said)> SurvivesAsync(
        string failure, Func<Task> fail, Func<Task> heal, Func<Task<string>> database)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var pages = ReadAsync("page", "/", stop.Token);
        var health = ReadAsync("health", "/sre/health", stop.Token);

        var report = await new Drill(balancer).RunAsync(failure, fail, heal, database);
        await stop.CancelAsync();
        var said = await health;
        report = report with { Answers = [.. report.Answers, .. await pages, .. said] };
        output.WriteLine(report.ToString());
        output.WriteLine(What(said));

        var safe = report.Answers.Where(answer => answer.Call != "write").ToArray();
        Assert.All(
            safe.CountBy(answer => answer.Call),
            calls => Assert.True(calls.Value > 10, $"Only {calls.Value} {calls.Key}"));
        Assert.DoesNotContain(safe, answer => answer.Failed);
        Assert.Empty(safe.Select(answer => answer.Wrong).OfType<string>());
        Assert.InRange(safe.Max(answer => answer.Took), TimeSpan.Zero, LongestRead);
        Assert.Empty(report.Lost);
        return (report, said);
    }

    /// <summary>
    /// Waits until all gateways send requests to all replicas, and each sre-service knows that.
    /// </summary>
    public static async Task ReadyAsync(
        HttpClient client, IReadOnlyList<Uri> sre, IReadOnlyList<(Uri Address, Uri Management)> gateways)
    {
        foreach (var address in sre)
        {
            await Eventually.HoldsAsync(() => KnowsAsync(client, address), TimeSpan.FromSeconds(60));
        }

        foreach (var (address, management) in gateways)
        {
            await Eventually.HoldsAsync(
                () => SendsToAllAsync(client, address, management), TimeSpan.FromSeconds(60));
        }
    }

    private async Task<List<Answer>> ReadAsync(string call, string path, CancellationToken stop)
    {
        var answers = new List<Answer>();
        while (!stop.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var response = await balancer.GetAsync(path, Cancellation);
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            var took = TimeProvider.System.GetElapsedTime(started);
            answers.Add(new(call, (int)response.StatusCode, Stale: false, started, took, Wrong: null)
            {
                Said = call == "health" && response.IsSuccessStatusCode ? Summary(body) : null,
            });
            await Client.PauseAsync();
        }

        return answers;
    }

    private static string Summary(string body)
    {
        using var report = JsonDocument.Parse(body);
        var overall = report.RootElement.GetProperty("overall_status").GetString();
        return $"{overall}, users {report.RootElement.GetProperty("impact").GetProperty("state").GetString()}";
    }

    /// <returns>What each second said: the overall status and the impact on users.</returns>
    private static string What(List<Answer> said) => string.Join('\n', said
        .GroupBy(answer => (answer.Started - said[0].Started) / TimeProvider.System.TimestampFrequency)
        .Select(second => string.Create(
            CultureInfo.InvariantCulture,
            $"  second {second.Key,2}: {string.Join(", ", second.Select(answer => answer.Said).Distinct())}")));

    private static async Task<bool> KnowsAsync(HttpClient client, Uri sre)
    {
        try
        {
            var health = await client.GetStringAsync(new Uri(sre, "/sre/health"), Cancellation);
            return Summary(health).StartsWith("HEALTHY", StringComparison.Ordinal)
                || Summary(health).StartsWith("DEGRADED", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            // It has not started yet.
            return false;
        }
    }

    private static async Task<bool> SendsToAllAsync(HttpClient client, Uri gateway, Uri management)
    {
        try
        {
            // A replica that came back is closed when a request has passed.
            foreach (var path in (string[])["/api/users?limit=1", "/docs", "/sre/alerts"])
            {
                using var answer = await client.GetAsync(new Uri(gateway, path), Cancellation);
            }

            var breakers = await client.GetFromJsonAsync<JsonElement>(
                new Uri(management, "/internal/breakers"), Cancellation);
            return breakers.EnumerateArray().All(breaker => breaker.GetProperty("state").GetString() == "Closed");
        }
        catch (HttpRequestException)
        {
            // It has not started yet.
            return false;
        }
    }
}
