using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SreService.Objectives.Files;
using SreService.Tests.Objectives.Files;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Objectives;

/// <summary>Files of objectives are edited while the service runs.</summary>
public sealed class ReloadTests(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>With a pair that takes little time to cross.</summary>
    private static readonly string Text = SloYaml.Annotated("2m/1m > 1 page");

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly ReplicaText _shop = new("shop", "shop-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _server = null!;
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        Write(Text);
        _server = await new ReplicaServer(() => _shop.ToString()).StartAsync();
        _system = await new SreSystem(await postgres.CreateDatabaseAsync())
            .Watching("shop", _server)
            .With("Objectives:Path", _folder)
            .With("Objectives:ReloadInterval", "00:10:00")
            .StartAsync();
        await _system.TickAsync();
        _shop.Answered(90, 0.01).Answered(10, 0.3, "bad", "timeout");
        await _system.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Edited_target_applies_to_existing_counts()
    {
        Write(Text.Replace("target: 0.99", "target: 0.95"));
        Look(times: 2);

        var slo = await SloAsync();

        Assert.Equal((95, 90, -100), (Number(slo, "slo_target"), Number(slo, "good"), Number(slo, "budget_remaining")));
        Assert.Equal(JsonValueKind.Null, slo.GetProperty("predecessor").ValueKind);
    }

    [Fact]
    public async Task Reload_is_one_timeline_event()
    {
        Write(Text.Replace("target: 0.99", "target: 0.95"));
        Look(times: 2);
        await _system.TickAsync(3);

        var happenings = (await _system.GetAsync("/sre/timeline?kind=configuration")).GetProperty("happenings");

        var revision = (await ConfigurationAsync()).GetProperty("revision").GetString();
        Assert.StartsWith(
            $"{revision} came into force, in place of ",
            Assert.Single(happenings.EnumerateArray()).GetProperty("text").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(
            $"objectives {revision} came into force 2026-11-23 12:00:15Z",
            (await _system.GetAsync("/sre/alerts")).GetProperty("last_change").GetString());
    }

    [Fact]
    public async Task Files_are_polled()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        Write(Text.Replace("target: 0.99", "target: 0.95"));

        while (Number(await SloAsync(), "slo_target") != 95)
        {
            _system.Clock.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(20, patience.Token);
        }
    }

    [Fact]
    public async Task Change_found_once_is_not_applied()
    {
        Write(Text.Replace("target: 0.99", "target: 0.95"));
        Look(times: 1);

        Assert.Equal(99, Number(await SloAsync(), "slo_target"));
    }

    [Fact]
    public async Task Invalid_files_are_rejected_and_the_report_shows_why()
    {
        var before = (await ConfigurationAsync()).GetProperty("revision").GetString();
        Write(Text.Replace("target: 0.99", "target: 1").Replace("duration: 30d", "duration: 99d"));
        Look(times: 3);

        var configuration = await ConfigurationAsync();

        Assert.Equal(99, Number(await SloAsync(), "slo_target"));
        Assert.Equal(before, configuration.GetProperty("revision").GetString());
        Assert.Equal(
            [("shop.yaml", "spec.timeWindow[0].duration"), ("shop.yaml", "spec.objectives[0].target")],
            configuration.GetProperty("rejected").GetProperty("errors").EnumerateArray()
                .Select(error => (error.GetProperty("file").GetString()!, error.GetProperty("path").GetString()!)));
    }

    [Fact]
    public async Task Objective_of_ours_does_not_leave_the_board_by_a_typing_error()
    {
        foreach (var text in (string[])[
            SloYaml.Text.Replace("type: evenkeel", "type: evenkel"),
            SloYaml.Text.Replace(SloYaml.Inline, "  indicatorRef: anwsered\n")])
        {
            Write(text);
            Look(times: 2);

            Assert.Equal(99, Number(await SloAsync(), "slo_target"));
            Assert.NotEmpty(
                (await ConfigurationAsync()).GetProperty("rejected").GetProperty("errors").EnumerateArray());
        }
    }

    [Fact]
    public async Task Valid_files_clear_the_rejection()
    {
        var before = await ConfigurationAsync();
        Write("nonsense");
        Look(times: 2);
        Write(Text);
        Look(times: 2);

        Assert.Equal(before.ToString(), (await ConfigurationAsync()).ToString());
    }

    [Fact]
    public async Task Objectives_follow_their_documents()
    {
        Write(Text.Replace("name: checkout", "name: basket"));
        Look(times: 2);

        var slo = Assert.Single((await _system.GetAsync("/sre/slos")).GetProperty("slos").EnumerateArray());

        Assert.Equal(("basket", 100), (slo.GetProperty("id").GetString(), Number(slo, "total")));
        using var client = _system.CreateClient();
        using var gone = await client.GetAsync("/sre/slos/checkout", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task Edited_indicator_recounts_while_alerts_follow_the_previous_revision()
    {
        Assert.Equal(["checkout"], await BurningAsync());
        Write(Text.Replace("measure: requests, service: shop", "measure: requests, service: store"));
        Look(times: 2);
        await _system.TickAsync();

        var slo = await SloAsync();

        Assert.Equal((0, 90), (Number(slo, "total"), Number(slo.GetProperty("predecessor"), "sli_value")));
        Assert.Equal(["checkout"], await BurningAsync());
    }

    [Fact]
    public async Task New_revision_takes_over_with_equal_coverage()
    {
        Write(Text.Replace("outcomes: [good]", "outcomes: [good, bad]"));
        Look(times: 2);
        await _system.TickUntilCountedBackAsync();

        var slo = await SloAsync();

        Assert.Equal((100, JsonValueKind.Null), (Number(slo, "good"), slo.GetProperty("predecessor").ValueKind));
        Assert.Empty(await BurningAsync());
    }

    [Fact]
    public async Task Restored_indicator_has_its_old_revision()
    {
        Write(Text.Replace("service: shop }", "service: store }").Replace("service: shop,", "service: store,"));
        Look(times: 2);
        await _system.TickAsync();
        Write(Text);
        Look(times: 2);

        var slo = await SloAsync();

        Assert.Equal((90, JsonValueKind.Null), (Number(slo, "good"), slo.GetProperty("predecessor").ValueKind));
    }

    private static int Number(JsonElement parent, string member) => (int)parent.GetProperty(member).GetDouble();

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder, "shop.yaml"), text);

    private void Look(int times)
    {
        var reload = _system.Services.GetServices<IHostedService>().OfType<ObjectiveReload>().Single();
        for (var time = 0; time < times; time++)
        {
            reload.Look();
        }
    }

    private Task<JsonElement> SloAsync() => _system.GetAsync("/sre/slos/checkout");

    private async Task<JsonElement> ConfigurationAsync() =>
        (await _system.GetAsync("/sre/slos")).GetProperty("configuration");

    private async Task<string[]> BurningAsync() =>
        [.. (await _system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("rule").GetString() == "burn_rate")
            .Select(alert => alert.GetProperty("objective").GetString()!)];
}
