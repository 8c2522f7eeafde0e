using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Tests.Pages;

/// <summary>What holds for all pages, whoever reads them and with what.</summary>
public sealed class EveryPageTests(SystemFixture system, Browser browser) : PageTest(system, browser)
{
    private static readonly string[] Pages = ["/", "/sre/dashboard-ui", "/docs"];

    public static TheoryData<string, ColorScheme, int> Readers => new(
        from page in Pages
        from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
        from width in new[] { 360, 1280 }
        select (page, scheme, width));

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task A_page_is_accessible(string path, ColorScheme scheme, int width)
    {
        var page = await OpenAsync(path, ReaderOf(scheme, width));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(await ViolationsAsync(page));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Errors_are_accessible(ColorScheme scheme)
    {
        var page = await OpenAsync("/", ReaderOf(scheme, 1280));
        await page.GetByLabel("Name").FillAsync("?\u0007");
        await page.GetByLabel("Email").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.Locator("#form-error")).ToBeVisibleAsync();

        Assert.Empty(await ViolationsAsync(page));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_board_without_its_numbers_is_accessible(ColorScheme scheme)
    {
        var page = await OpenAsync("/sre/dashboard-ui", ReaderOf(scheme, 1280), opened =>
            opened.RouteAsync("**/sre/metrics*", route => route.AbortAsync()));
        await Expect(page.Locator("#performance [data-part=problem]")).ToBeVisibleAsync();

        Assert.Empty(await ViolationsAsync(page));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sre/dashboard-ui")]
    [InlineData("/docs")]
    public async Task A_page_fits_on_a_phone(string path)
    {
        var page = await OpenAsync(path, ReaderOf(ColorScheme.Light, 320));
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(320, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sre/dashboard-ui")]
    [InlineData("/docs")]
    public async Task A_page_loads_nothing_from_elsewhere_and_under_the_policy(string path)
    {
        var hosts = new List<string>();
        var page = await OpenAsync(path, before: opened =>
        {
            opened.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
            return Task.CompletedTask;
        });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        using var response = await Gateway.GetAsync(path, Cancellation);
        Assert.Equal(["default-src 'self'"], response.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal([Gateway.BaseAddress!.Authority], hosts.Distinct());
        Assert.Equal(0, await page.Locator("[style]").CountAsync());
    }

    private static BrowserNewContextOptions ReaderOf(ColorScheme scheme, int width) =>
        new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 800 } };

    private static async Task<string[]> ViolationsAsync(IPage page) =>
        [.. (await page.RunAxe()).Violations.Select(violation =>
            $"{violation.Id}: {violation.Help} {string.Join(", ", violation.Nodes.Select(node => node.Html))}")];
}
