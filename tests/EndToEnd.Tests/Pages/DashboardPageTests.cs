using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Tests.Pages;

public sealed class DashboardPageTests(SystemFixture system, Browser browser) : PageTest(system, browser)
{
    private const string Board = "/sre/dashboard-ui";

    private static readonly string[] Sources =
    [
        "/sre/dashboard", "/sre/health", "/sre/slos", "/sre/metrics", "/sre/circuit-breakers", "/sre/alerts",
        "/sre/capacity",
    ];

    [Fact]
    public async Task Dashboard_shows_measured_values_in_every_section()
    {
        var page = await OpenAsync(Board);

        await Expect(page.Locator("#objectives [data-objective]")).ToHaveCountAsync(4);
        foreach (var component in new[] { "gateway", "users-service", "sre-service", "web-frontend", "database" })
        {
            await Expect(Row("#components", component, exact: true)).ToBeVisibleAsync();
        }

        await Expect(Row("#breakers", "database")).ToBeVisibleAsync();
        await Expect(page.Locator("#performance .tile")).ToHaveCountAsync(9);
        await Expect(Row("#capacity", "users-service")).ToBeVisibleAsync();
        await Expect(page.Locator("#alerts [data-part=content]")).Not.ToHaveTextAsync("Loading …");
        await Expect(page.Locator("#board [data-part=problem]:visible")).ToHaveCountAsync(0);
        await Expect(page.Locator("#stale")).ToBeHiddenAsync();

        ILocator Row(string section, string name, bool exact = false) =>
            page.Locator(section).GetByRole(AriaRole.Rowheader, new() { Name = name, Exact = exact });
    }

    [Fact]
    public async Task Dashboard_refreshes_itself_and_can_be_paused()
    {
        var reads = 0;
        var page = await OpenAsync(Board, before: async opened =>
        {
            await opened.Clock.InstallAsync();
            opened.Request += (_, request) => Interlocked.Add(ref reads, IsDashboard(request) ? 1 : 0);
        });
        await Expect(page.Locator("#overall")).Not.ToBeEmptyAsync();
        await SectionsAreReadAsync(page);

        await page.RunAndWaitForRequestAsync(() => page.Clock.FastForwardAsync(5_000), IsDashboard);
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeVisibleAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var whenPaused = reads;
        await page.Clock.FastForwardAsync(60_000);

        Assert.Equal(whenPaused, reads);
    }

    [Fact]
    public async Task Failed_refresh_marks_the_data_as_old_and_unknown()
    {
        var page = await OpenAsync(Board, before: opened => opened.Clock.InstallAsync());
        await SectionsAreReadAsync(page);
        await page.RouteAsync("**/sre/**", route => route.AbortAsync());

        await page.Clock.FastForwardAsync(5_000);

        await Expect(page.Locator("#stale"))
            .ToContainTextAsync("Data is not being refreshed: No connection. It is from");
        await Expect(page.Locator("#overall")).ToHaveTextAsync("UNKNOWN");
        await Expect(page.Locator("#components [data-part=problem]"))
            .ToContainTextAsync("UNKNOWN: No connection. The data below is from");
        await Expect(page.Locator("#board")).ToHaveClassAsync("stack old");
    }

    [Fact]
    public async Task Data_returns_without_a_reload()
    {
        var page = await OpenAsync(Board, before: async opened =>
        {
            await opened.Clock.InstallAsync();
            await opened.RouteAsync("**/sre/*", route =>
                route.Request.Url.EndsWith("-ui", StringComparison.Ordinal)
                    ? route.ContinueAsync()
                    : route.AbortAsync());
        });
        await Expect(page.Locator("#stale")).ToHaveTextAsync("No data: No connection.");
        await page.UnrouteAllAsync();

        await page.Clock.FastForwardAsync(5_000);

        await SectionsAreReadAsync(page);
        await Expect(page.Locator("#stale")).ToBeHiddenAsync();
        await Expect(page.Locator("#board [data-part=problem]:visible")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Stale_data_is_shown_with_its_age_and_as_unknown()
    {
        var page = await OpenAsync(Board, before: opened => FulfillAsync(
            opened, "dashboard", """{"dashboard":{"data_age_seconds":120,"overall_status":"HEALTHY"}}"""));

        await Expect(page.Locator("#stale")).ToContainTextAsync("Stale data: the last scrape was 2 min ago.");
        await Expect(page.Locator("#overall")).ToHaveTextAsync("UNKNOWN");
    }

    [Fact]
    public async Task Headline_says_what_users_notice_and_since_when()
    {
        var page = await OpenAsync(Board, before: opened => FulfillAsync(opened, "dashboard", """
            {"dashboard":{"data_age_seconds":1,"overall_status":"CRITICAL","impact":{
              "state":"hurt","sentence":"13 of 88 requests failed.","since":"2026-11-23T12:00:00Z"}}}
            """));

        await Expect(page.Locator("#impact")).ToHaveTextAsync("13 of 88 requests failed. Since 12:00:00 UTC.");
        await Expect(page.Locator("#overall")).ToHaveTextAsync("CRITICAL");
    }

    [Fact]
    public async Task Dashboard_without_a_scrape_says_so()
    {
        var page = await OpenAsync(Board, before: opened => FulfillAsync(
            opened, "dashboard", """{"dashboard":{"data_age_seconds":null,"overall_status":"UNKNOWN"}}"""));

        await Expect(page.Locator("#stale")).ToHaveTextAsync("sre-service has not scraped any replica yet.");
    }

    [Fact]
    public async Task Objective_without_data_is_shown_with_the_reason()
    {
        var page = await OpenAsync(Board, before: opened => FulfillAsync(opened, "slos", """
            {"storage":{"status":"OK"},"slos":[{
             "id":"availability","title":"Availability","description":"",
             "status":"no_data","reason":"no probe target is configured",
             "slo_target":99.9,"sli_value":null,"budget_remaining":null,"window_days":30,"unit":"minutes",
             "good":0,"bad":0,"total":0,"bad_left":0,"coverage":0,"sli_interval":null,"observed_since":null,
             "closed":{"until":"2026-11-23T09:00:00Z","good":0,"bad":0,"total":0}}]}
            """));

        var card = page.Locator("[data-objective=availability]");
        await Expect(card.Locator(".badge")).ToHaveTextAsync("NO DATA");
        await Expect(card.Locator(".badge")).ToHaveClassAsync("badge unknown");
        await Expect(card).ToContainTextAsync("no probe target is configured");
        await Expect(card.Locator(".bar.good")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Overspent_budget_is_negative()
    {
        var page = await OpenAsync(Board, before: opened => FulfillAsync(opened, "slos", """
            {"storage":{"status":"AWAY","reason":"connection"},"slos":[{
             "id":"success","title":"Success rate","description":"","status":"exhausted","reason":null,
             "slo_target":99,"sli_value":98,"budget_remaining":-100,"window_days":30,"unit":"requests",
             "good":98,"bad":2,"total":100,"bad_left":-1,"coverage":1,
             "sli_interval":{"worst":0.98,"best":99.98},"observed_since":"2026-11-23T09:00:00Z",
             "closed":{"until":"2026-11-23T09:00:00Z","good":0,"bad":0,"total":0}}]}
            """));

        var card = page.Locator("[data-objective=success]");
        await Expect(card).ToContainTextAsync("Error budget overspent: -100%");
        await Expect(card.Locator(".badge")).ToHaveTextAsync("EXHAUSTED");
        await Expect(page.Locator("#objectives")).ToContainTextAsync("New counts are kept in memory.");
    }

    [Fact]
    public async Task Alerts_show_that_they_are_quiet_or_without_data()
    {
        const string Report = """
            {"timestamp":"2026-11-23T12:01:03Z","data_age_seconds":3,"status":"OK","alerts":[
             {"rule":"replica_down","severity":"critical","state":"firing","component":"gateway","subject":"now",
              "message":"down","since":"2026-11-23T12:00:00Z","seen_at":"2026-11-23T12:01:00Z"},
             {"rule":"replica_down","severity":"critical","state":"firing","component":"gateway","subject":"over",
              "message":"down","since":"2026-11-23T12:00:00Z","seen_at":"2026-11-23T12:00:30Z",
              "resolves_at":"2026-11-23T12:01:30Z","note":"quiet for 30 s, resolves at 12:01:30 UTC"},
             {"rule":"replica_down","severity":"critical","state":"frozen","component":"gateway","subject":"blind",
              "message":"down","since":"2026-11-23T12:00:00Z","seen_at":"2026-11-23T12:00:45Z",
              "note":"last seen at 12:00:45 UTC, no data since"}]}
            """;
        var page = await OpenAsync(Board, before: opened => FulfillAsync(opened, "alerts", Report));

        await Expect(page.Locator("#alerts li p")).ToHaveTextAsync([
            "gateway · now · since 12:00:00 UTC (63 s)",
            "gateway · over · since 12:00:00 UTC (63 s) · quiet for 30 s, resolves at 12:01:30 UTC",
            "gateway · blind · since 12:00:00 UTC (63 s) · last seen at 12:00:45 UTC, no data since"]);
    }

    [Fact]
    public async Task Unreadable_response_affects_its_section_alone()
    {
        var page = await OpenAsync(Board, before: opened => FulfillAsync(opened, "health", "{}"));

        await Expect(page.Locator("#components [data-part=problem]"))
            .ToContainTextAsync("UNKNOWN: the response could not be read");
        await Expect(page.Locator("#objectives [data-objective]")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Forecast_uses_the_growth_that_was_entered()
    {
        var page = await OpenAsync(Board);
        await SectionsAreReadAsync(page);

        await page.GetByLabel("Growth").FillAsync("250");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Expect(page.Locator("#capacity")).ToContainTextAsync("Forecast for 250% growth within 30 days.");
    }

    [Fact]
    public async Task Invalid_growth_is_explained()
    {
        var page = await OpenAsync(Board);
        await SectionsAreReadAsync(page);

        await page.GetByLabel("Growth").FillAsync("-200");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await Expect(page.Locator("#capacity [data-part=problem]"))
            .ToContainTextAsync("Invalid query parameter · growth: Must be a number");
    }

    [Fact]
    public async Task Open_details_stay_open_during_a_refresh()
    {
        var page = await OpenAsync(Board, before: opened => opened.Clock.InstallAsync());
        await SectionsAreReadAsync(page);
        var details = page.Locator("[data-key='replicas/gateway']");
        await details.Locator("summary").ClickAsync();

        await page.RunAndWaitForResponseAsync(
            () => page.Clock.FastForwardAsync(5_000),
            response => response.Url.EndsWith("/sre/health", StringComparison.Ordinal));

        await Expect(details).ToHaveAttributeAsync("open", "");
        await Expect(details.Locator("summary")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Page_without_script_links_to_the_data()
    {
        var page = await OpenAsync(Board, new() { JavaScriptEnabled = false });

        await Expect(page.Locator("noscript p")).ToContainTextAsync("This page needs JavaScript, which is off.");
        foreach (var source in Sources)
        {
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = source, Exact = true })).ToBeVisibleAsync();
        }

        await Expect(page.Locator("#board")).ToBeHiddenAsync();
    }

    private static async Task SectionsAreReadAsync(IPage page)
    {
        await Expect(page.Locator("#board [data-read-at]")).ToHaveCountAsync(8);
        await Expect(page.Locator("#overall .badge")).ToBeVisibleAsync();
    }

    private static bool IsDashboard(IRequest request) =>
        request.Url.EndsWith("/sre/dashboard", StringComparison.Ordinal);

    private static async Task FulfillAsync(IPage page, string source, string json) => await page.RouteAsync(
        $"**/sre/{source}", route => route.FulfillAsync(new() { ContentType = "application/json", Body = json }));
}
