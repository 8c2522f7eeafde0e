using System.Net;
using System.Text.Json;
using CsCheck;
using SreService.Counting;
using SreService.Objectives;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Objectives;

/// <summary>How an objective came to where it is.</summary>
public sealed class HistoryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly ReplicaText _gateway = new("gateway", "gateway-1", Noon.AddHours(-1));
    private ReplicaServer _server = null!;
    private SreSystem _system = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", _server).StartAsync();
        await _system.TickAsync();
        _gateway.Answered(99, 0.01).Answered(1, 0.01, "bad", "timeout");
        await _system.TickAsync();
        _system.Clock.SetUtcNow(Noon.AddMinutes(7).AddSeconds(55));
        _gateway.Answered(98, 0.01).Answered(2, 0.01, "bad", "timeout");
        await _system.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Step_has_its_counts_and_the_remaining_budget()
    {
        var history = await HistoryAsync("from=2026-11-23T11:55:00Z&until=2026-11-23T12:10:00Z&step=5m");

        Assert.Equal("5m", history.GetProperty("step").GetString());
        Assert.Equal(
            [(0, 0, null, null), (99, 1, 1, 0), (98, 2, 2, -50)],
            history.GetProperty("points").EnumerateArray().Select(point => (
                Count(point, "good"), Count(point, "bad"), Number(point, "burn"), Number(point, "budget_remaining"))));
    }

    [Fact]
    public async Task Step_without_events_has_no_value()
    {
        var history = await HistoryAsync("from=2026-11-23T11:55:00Z&until=2026-11-23T12:00:00Z&step=5m");

        var point = Assert.Single(history.GetProperty("points").EnumerateArray());

        Assert.Equal(JsonValueKind.Null, point.GetProperty("sli_value").ValueKind);
        Assert.Equal(JsonValueKind.Null, point.GetProperty("sli_interval").ValueKind);
        Assert.Equal(0, Number(point, "coverage"));
        Assert.Equal("unknown: the total is 0", point.GetProperty("formula").GetProperty("sli_value").GetString());
    }

    [Fact]
    public async Task Expired_minutes_lower_the_coverage()
    {
        var history = await HistoryAsync("time_range=35d&step=1d");

        Assert.All(
            history.GetProperty("points").EnumerateArray(),
            point => Assert.InRange(Number(point, "window_coverage")!.Value, 0, 0.01));
    }

    [Fact]
    public async Task Steps_of_any_length_add_up_to_the_whole()
    {
        var whole = await _system.GetAsync("/sre/slos/success");

        string[] queries = ["time_range=1h", "time_range=24h&step=7m", "time_range=30d", "time_range=9m&step=1m", ""];
        foreach (var query in queries)
        {
            var points = (await HistoryAsync(query)).GetProperty("points").EnumerateArray().ToArray();

            Assert.Equal(
                (Count(whole, "good"), Count(whole, "bad")),
                (points.Sum(point => Count(point, "good")), points.Sum(point => Count(point, "bad"))));
            Assert.True(points.Length <= 400);
            Assert.Equal(
                points.Skip(1).Select(point => point.GetProperty("from").GetString()),
                points.SkipLast(1).Select(point => point.GetProperty("until").GetString()));
        }
    }

    [Fact]
    public async Task Each_figure_has_a_formula_with_its_numbers()
    {
        var slo = await _system.GetAsync("/sre/slos/success");

        var formula = slo.GetProperty("formula");

        Assert.Equal("good ÷ total = 197 ÷ 200 = 98.5%", formula.GetProperty("sli_value").GetString());
        Assert.Equal(
            "1 − (1 − sli) ÷ (1 − target) = 1 − (1 − 197 ÷ 200) ÷ (1 − 0.99) = -50%",
            formula.GetProperty("budget_remaining").GetString());
        Assert.Equal(
            "observed ÷ expected minutes = 2 ÷ 43200 = 0.004629%", formula.GetProperty("coverage").GetString());
        Assert.StartsWith(
            "good requests at gateway are good, out of bad and good requests at gateway; from 2026-10-24 12:09 UTC",
            formula.GetProperty("good").GetString(), StringComparison.Ordinal);
        Assert.All(formula.EnumerateObject(), line => Assert.True(slo.TryGetProperty(line.Name, out _)));
    }

    [Fact]
    public async Task Burn_rates_are_reported_for_each_pair()
    {
        var burns = (await _system.GetAsync("/sre/slos/success")).GetProperty("burns").EnumerateArray().ToArray();

        Assert.Equal(
            [
                ("1h", "5m", 1.5, 2.0, 14.4),
                ("6h", "30m", 1.5, 1.5, 6),
                ("1d", "2h", 1.5, 1.5, 3),
                ("3d", "6h", 1.5, 1.5, 1),
            ],
            burns.Select(burn => (
                burn.GetProperty("long_window").GetString()!, burn.GetProperty("short_window").GetString()!,
                Number(burn, "long_burn")!.Value, Number(burn, "short_burn")!.Value,
                Number(burn, "threshold")!.Value)));
    }

    [Fact]
    public async Task Burn_rates_include_detection_time_and_budget_spent_by_then()
    {
        var page = (await _system.GetAsync("/sre/slos/availability")).GetProperty("burns")[0];

        Assert.Equal((51.84, 2), (Number(page, "detection_seconds"), Number(page, "spent_at_detection")));
    }

    [Fact]
    public void One_failure_in_a_billion_is_less_than_100_percent() =>
        Assert.Equal(99.999999, Percentages.Percent(ErrorBudget.Sli(999_999_999, 1)));

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-11-23T13:00:00Z&until=2026-11-23T12:00:00Z", "from")]
    [InlineData("from=2025-01-01T00:00:00Z", "from")]
    [InlineData("time_range=2M&step=0m", "time_range", "step")]
    [InlineData("until=never&step=often&time_range=391d", "until", "step", "time_range")]
    [InlineData("time_range=7d&step=1m", "step")]
    [InlineData("time_range=1h&from=2026-11-23T12:00:00Z", "time_range")]
    public async Task All_invalid_parameters_are_reported(string query, params string[] parameters)
    {
        using var client = _system.CreateClient();

        using var response = await client.GetAsync($"/sre/slos/success/history?{query}", Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(
            parameters.Order(),
            problem.RootElement.GetProperty("details").EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public void Any_query_is_answered_or_refused() =>
        Gen.Select(Gen.Const((string?)null), Gen.String[0, 8])
            .Select((absent, text) => text.Length % 3 == 0 ? absent : text).Array[4]
            .Sample(texts =>
            {
                var (question, faults) = HistoryQuery.Read(texts[0], texts[1], texts[2], texts[3], Noon);
                return (question is null) == (faults.Count > 0) && (question is null || question.Steps.Count() <= 400);
            });

    private Task<JsonElement> HistoryAsync(string query) => _system.GetAsync($"/sre/slos/success/history?{query}");

    private static int Count(JsonElement parent, string member) => parent.GetProperty(member).GetInt32();

    private static double? Number(JsonElement parent, string member) =>
        parent.GetProperty(member) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
