using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SreService.Alerting;
using SreService.Counting;
using SreService.Objectives;
using SreService.Rounds;
using SreService.Slices;
using Testing;

namespace SreService.Tests.Rounds;

/// <summary>Slices as the database keeps them: partitions, roll-ups, and what is read from them.</summary>
public sealed class RoundStoreTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;
    private static readonly SeriesKey Good = new(Measure.Requests, "gateway", "/api/users", EventOutcome.Good, "");
    private static readonly SeriesKey Bad = new(Measure.Requests, "gateway", "/api/users", EventOutcome.Bad, "timeout");

    private string _database = "";
    private SreSystem _system = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RoundStore Store => _system.Services.GetRequiredService<RoundStore>();

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _system = await new SreSystem(_database).StartAsync();
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Roll_ups_sum_counts_and_histograms_of_their_minutes()
    {
        var first = Noon.AddHours(-2);
        var minutes = Gen.Select(Gen.Int[0, 9].Array[0, 4], Gen.Int[0, 9]).Array[60].Single()
            .Select((counts, number) => Minute(
                first.AddMinutes(number), Timed(counts.Item1), Histogram.Of(counts.Item2)))
            .ToArray();

        await SaveAsync(Noon, minutes[..30]);
        await SaveAsync(Noon, minutes[30..]);

        var expected = Histogram.Empty();
        Array.ForEach(minutes, minute => expected.Add(minute.Counts[Good]));
        foreach (var span in (string[])["5m", "1h"])
        {
            Assert.Equal(
                (expected.Count, expected.Microseconds, string.Join(',', expected.Buckets.ToArray())),
                await SumAsync($"counts_{span}"));
            Assert.Equal(
                (minutes.Sum(minute => minute.Counts[Good].Count), minutes.Sum(minute => minute.Counts[Bad].Count), 60),
                await SliceSumAsync($"slices_{span}"));
        }
    }

    [Fact]
    public async Task Late_change_of_a_minute_recomputes_its_roll_ups()
    {
        await SaveAsync(Noon, Minute(Noon.AddHours(-2), Timed(1, 2), Histogram.Of(1)));

        await SaveAsync(Noon, Minute(Noon.AddHours(-2), Timed(1, 2, 3), Histogram.Of(5)));

        Assert.Equal((3, 5, 1), await SliceSumAsync("slices_5m"));
        Assert.Equal((3, 5, 1), await SliceSumAsync("slices_1h"));
        Assert.Equal(3, (await SumAsync("counts_1h")).Count);
    }

    [Fact]
    public async Task Span_is_rolled_up_when_its_last_minute_closes()
    {
        await SaveAsync(Noon.AddMinutes(-54), Minute(Noon.AddHours(-1), Timed(1), Histogram.Of(1)));
        Assert.Equal((0, 0, 0), await SliceSumAsync("slices_5m"));

        await SaveAsync(Noon.AddMinutes(-53), Minute(Noon.AddMinutes(-54), Timed(1), Histogram.Of(1)));
        Assert.Equal((1, 1, 1), await SliceSumAsync("slices_5m"));
        Assert.Equal((0, 0, 0), await SliceSumAsync("slices_1h"));

        await SaveAsync(Noon.AddMinutes(2), Minute(Noon, Timed(1), Histogram.Of(1)));
        Assert.Equal((2, 2, 2), await SliceSumAsync("slices_5m"));
        Assert.Equal((2, 2, 2), await SliceSumAsync("slices_1h"));
    }

    [Fact]
    public async Task Round_of_an_ended_term_is_not_written()
    {
        var saved = await Store.SaveAsync(Batch(0, Noon, [Minute(Noon, Timed(1), Histogram.Of(1))]), Cancellation);

        Assert.False(saved);
        Assert.Equal((0, 0, 0), await SliceSumAsync("slices", "count(*)"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Round_and_its_counts_are_read_from_one_snapshot(bool whole)
    {
        await SaveAsync(Noon, Minute(Noon, Timed(1), Histogram.Of(1)));
        await using var writer = new NpgsqlConnection($"{_database};Pooling=false");
        await writer.OpenAsync(Cancellation);
        await using var next = await writer.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("lock table counts in access exclusive mode", writer)
            .ExecuteNonQueryAsync(Cancellation);

        var reading = whole ? Store.LoadAsync(Noon, Cancellation) : Store.ChangesAsync(0, Noon, Cancellation);
        const string IsWaiting = "select bool_or(not granted) from pg_locks where relation = 'counts'::regclass";
        while (await ExecuteAsync(IsWaiting) is not true)
        {
            Assert.False(reading.IsCompleted);
        }

        await new NpgsqlCommand(
            "update evaluator set round = round + 1; update counts set count = count + 1", writer)
            .ExecuteNonQueryAsync(Cancellation);
        await next.CommitAsync(Cancellation);

        var (round, data) = await reading;
        Assert.Equal((1, 1), (round.Number, Assert.Single(data.Minutes).Counts[Good].Count));
    }

    [Fact]
    public async Task Percentiles_over_months_use_the_sum_of_all_histograms()
    {
        await SaveAsync(
            Noon,
            Minute(Noon.AddDays(-20), Timed(0, 0, 0, 0, 0, 0, 0, 0, 0), Histogram.Of(0)),
            Minute(Noon.AddDays(-10), Timed(5), Histogram.Of(3)),
            Minute(Noon.AddDays(-40), Timed(5, 5, 5, 5, 5, 5), Histogram.Of(0)));

        var answer = await _system.GetAsync("/sre/metrics?time_range=30d");

        var application = answer.GetProperty("metrics").GetProperty("application");
        Assert.Equal((13, 3), (
            application.GetProperty("request_count").GetInt32(), application.GetProperty("error_count").GetInt32()));
        var expected = Timed(0, 0, 0, 0, 0, 0, 0, 0, 0, 5);
        expected.Add(Histogram.Of(3));
        Assert.Equal(expected.PercentileMilliseconds(0.5), application.GetProperty("p50").GetDouble());
        Assert.Equal("2026-11-03T12:00:00.000000+00:00", answer.GetProperty("from").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("reason").ValueKind);
    }

    [Fact]
    public async Task Hanging_database_delays_an_answer_once()
    {
        await using var other = new NpgsqlConnection($"{_database};Pooling=false");
        await other.OpenAsync(Cancellation);
        await using var holding = await other.BeginTransactionAsync(Cancellation);
        await new NpgsqlCommand("lock table counts_1h, incidents in access exclusive mode", other)
            .ExecuteNonQueryAsync(Cancellation);

        var answer = _system.GetAsync("/sre/metrics?time_range=7d");
        await Eventually.EqualAsync<object?>("counts_1h incidents", () => ExecuteAsync(
            """
            select string_agg(distinct relation::regclass::text, ' ' order by relation::regclass::text)
            from pg_locks where not granted and relation in ('counts_1h'::regclass, 'incidents'::regclass)
            """));
        await holding.RollbackAsync(Cancellation);

        Assert.Equal(JsonValueKind.Null, (await answer).GetProperty("reason").ValueKind);
    }

    [Fact]
    public async Task Answer_names_what_an_unavailable_database_leaves_out()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var system = await new SreSystem(server.ConnectionString("postgres")).StartAsync();
        await server.StopAsync();

        var answer = await system.GetAsync("/sre/metrics?time_range=7d");

        Assert.StartsWith("the database of sre-service does not answer", answer.GetProperty("reason").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_over_months_continues_from_roll_ups_to_minutes()
    {
        var board = _system.Services.GetRequiredService<ObjectiveBoard>();
        var key = board.Snapshot(Noon).Find("success")!.Revision.SliceKey;
        await SaveAsync(
            key,
            Minute(Noon.AddDays(-100), Timed(1, 1, 1), Histogram.Of(1)),
            Minute(Noon.AddDays(-100).AddHours(2), Timed(1, 1), Histogram.Of(0)),
            Minute(Noon.AddDays(-90), Timed(1, 1, 1, 1), Histogram.Of(0)),
            Minute(Noon.AddDays(-20), Timed(1), Histogram.Of(2)));
        await using var system = await new SreSystem(_database).StartAsync();

        var points = (await system.GetAsync(
            "/sre/slos/success/history?from=2026-08-15T00:30:00Z&until=2026-11-24T00:00:00Z&step=10d"))
            .GetProperty("points").EnumerateArray().ToArray();

        Assert.Equal("2026-08-15T00:00:00.000000+00:00", points[0].GetProperty("from").GetString());
        Assert.Equal(
            [(5, 1), (4, 0), (0, 0), (1, 2)],
            points.Where((_, place) => place is 0 or 1 or 2 or 8).Select(
                point => (point.GetProperty("good").GetInt32(), point.GetProperty("bad").GetInt32())));
        // The window of 30 days that ends with the second step holds the first as well: 1 − (1 ÷ 10) ÷ 0.01.
        Assert.Equal(-900, points[1].GetProperty("budget_remaining").GetDouble());
    }

    [Theory]
    [InlineData("from=2026-08-15T00:00:00Z&until=2026-08-16T00:00:00Z&step=30m", 400)]
    [InlineData("time_range=391d", 400)]
    [InlineData("time_range=390d", 200)]
    [InlineData("from=2026-08-15T00:00:00Z&until=2026-08-16T00:00:00Z", 200)]
    public async Task Hours_are_kept_longer_than_minutes(string query, int status)
    {
        using var client = _system.CreateClient();

        using var answer = await client.GetAsync($"/sre/slos/success/history?{query}", Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task History_that_needs_an_unavailable_database_is_answered_with_503()
    {
        await using var server = await SreSchema.StartServerAsync(Cancellation);
        await using var system = await new SreSystem(server.ConnectionString("postgres")).StartAsync();
        await server.StopAsync();
        using var client = system.CreateClient();

        using var months = await client.GetAsync("/sre/slos/success/history?time_range=90d", Cancellation);
        using var days = await client.GetAsync("/sre/slos/success/history?time_range=30d", Cancellation);

        Assert.Equal((503, 200), ((int)months.StatusCode, (int)days.StatusCode));
    }

    [Fact]
    public async Task Partitions_exist_for_the_next_days()
    {
        await SaveAsync(Noon, Minute(Noon, Timed(1), Histogram.Of(1)));

        Assert.Equal(
            "slices_p20261123 slices_p20261124 slices_p20261125",
            await ExecuteAsync(
                """
                select string_agg(relname, ' ' order by relname) from pg_class
                where relname ~ '^slices_p' and relkind = 'r'
                """));
    }

    [Fact]
    public async Task Minutes_are_dropped_after_35_days_and_roll_ups_after_13_months()
    {
        var now = TimeProvider.System.GetUtcNow();
        DateTimeOffset[] days = [now.AddDays(-37), now.AddDays(-34), now.AddMonths(-15), now.AddMonths(-12), now];
        foreach (var day in days)
        {
            await ExecuteAsync($"select make_partitions('{day:O}')");
        }

        await Store.DeleteOldAsync(now.AddDays(1000), Cancellation);

        bool[] haveDays = [false, true, false, false, true];
        bool[] haveMonths = [true, true, false, true, true];
        Assert.Equal(haveDays, await HaveAsync(days, day => $"counts_p{day:yyyyMMdd}"));
        Assert.Equal(haveMonths, await HaveAsync(days, day => $"counts_1h_p{day:yyyyMM}"));
    }

    [Fact]
    public async Task Service_role_can_neither_create_nor_drop_tables()
    {
        foreach (var sql in (string[])["drop table slices", "create table mine (id int)",
            "update evaluator set only_one = false", "delete from evaluator"])
        {
            var refusal =
                await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql, TestRoles.Service(_database)));

            Assert.Contains(refusal.SqlState, (string[])["42501", "23514"]);
        }
    }

    private static MinuteCounts Minute(DateTimeOffset minute, Histogram good, Histogram bad) =>
        new(minute, new Dictionary<SeriesKey, Histogram> { [Good] = good, [Bad] = bad });

    /// <returns>Events whose durations lie in the buckets with those numbers.</returns>
    private static Histogram Timed(params int[] buckets) => new(
        buckets.Length, buckets.Sum(bucket => 1000L * bucket),
        [.. Enumerable.Range(0, DurationEdges.Count).Select(edge => (long)buckets.Count(bucket => bucket <= edge))]);

    private static Batch Batch(
        long term, DateTimeOffset tick, IReadOnlyList<MinuteCounts> minutes, string key = "success") => new(
        term, tick, 0, 0,
        new RoundData(
            [.. minutes.Select(minute => new ObjectiveSlice(
                key, minute.Minute, new Slice(minute.Counts[Good].Count, minute.Counts[Bad].Count, Covered: true)))],
            minutes, [], []),
        new RoundDocument([], AlertList.None, new Dictionary<string, ObjectiveStatus>(), []))
        {
            Changes = new([], [], []),
            ChangeSequence = 0,
        };

    private async Task SaveAsync(DateTimeOffset tick, params MinuteCounts[] minutes) =>
        Assert.True(await Store.SaveAsync(Batch(1, tick, minutes), Cancellation));

    /// <summary>The same at noon, the slices by another key.</summary>
    private async Task SaveAsync(string key, params MinuteCounts[] minutes) =>
        Assert.True(await Store.SaveAsync(Batch(1, Noon, minutes, key), Cancellation));

    private async Task<(long Count, long Microseconds, string Buckets)> SumAsync(string table)
    {
        var row = (object[])(await ExecuteAsync(
            $"""
            select array[sum(count)::text, sum(microseconds)::text, array_to_string(sum_each(buckets), ',')]
            from {table} where outcome = 'good'
            """))!;
        return (long.Parse((string)row[0], null), long.Parse((string)row[1], null), (string)row[2]);
    }

    private async Task<(long Good, long Bad, long Covered)> SliceSumAsync(
        string table, string covered = "coalesce(sum(covered_minutes), 0)")
    {
        var row = (long[])(await ExecuteAsync(
            $"select array[coalesce(sum(good), 0), coalesce(sum(bad), 0), {covered}]::bigint[] from {table}"))!;
        return (row[0], row[1], row[2]);
    }

    private async Task<bool[]> HaveAsync(DateTimeOffset[] days, Func<DateTimeOffset, string> table)
    {
        var have = new List<bool>();
        foreach (var day in days)
        {
            have.Add(await ExecuteAsync($"select to_regclass('{table(day)}') is not null") is true);
        }

        return [.. have];
    }

    private async Task<object?> ExecuteAsync(string sql, string? database = null)
    {
        await using var connection = new NpgsqlConnection($"{database ?? _database};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
