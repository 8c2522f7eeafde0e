using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Tests.Pages;

/// <summary>What every page must meet on every kind of screen.</summary>
public sealed class AllPagesTests(SystemFixture system, Browser browser) : PageTest(system, browser)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/sre/dashboard-ui")]
    [InlineData("/docs")]
    public async Task Page_is_accessible_in_light_and_dark_on_desktop_and_phone(string path)
    {
        var page = await OpenAsync(path);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Empty(await ViolationsAsync(page));
    }

    [Fact]
    public async Task Errors_are_accessible()
    {
        var page = await OpenAsync("/");
        await page.GetByLabel("Name").FillAsync("?\u0007");
        await page.GetByLabel("Email").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.Locator("#form-error")).ToBeVisibleAsync();

        Assert.Empty(await ViolationsAsync(page));
    }

    [Fact]
    public async Task Dashboard_without_data_is_accessible()
    {
        var page = await OpenAsync("/sre/dashboard-ui", before: opened =>
            opened.RouteAsync("**/sre/metrics*", route => route.AbortAsync()));
        await Expect(page.Locator("#performance [data-part=problem]")).ToBeVisibleAsync();

        Assert.Empty(await ViolationsAsync(page));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sre/dashboard-ui")]
    [InlineData("/docs")]
    public async Task Page_fits_on_a_phone(string path)
    {
        var page = await OpenAsync(path, new() { ViewportSize = new() { Width = 320, Height = 640 } });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.Equal(320, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sre/dashboard-ui")]
    [InlineData("/docs")]
    public async Task Page_loads_only_from_its_own_host(string path)
    {
        var hosts = new List<string>();
        var page = await OpenAsync(path, before: opened =>
        {
            opened.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
            return Task.CompletedTask;
        });
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        using var response = await Gateway.GetAsync(path, Cancellation);
        Assert.StartsWith(
            "default-src 'self'; base-uri 'none';",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal([Gateway.BaseAddress!.Authority], hosts.Distinct());
        Assert.Equal(0, await page.Locator("[style]").CountAsync());
    }

    /// <summary>Every rule on both kinds of screen; in dark, those on colours: no other depends on it.</summary>
    private static async Task<string[]> ViolationsAsync(IPage page)
    {
        var ofColors = new AxeRunOptions
        {
            RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block"),
        };
        var found = new List<string>();
        foreach (var width in new[] { 1280, 360 })
        {
            await page.SetViewportSizeAsync(width, 800);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                var result = await page.RunAxe(scheme == ColorScheme.Dark ? ofColors : null);
                found.AddRange(result.Violations.Select(violation =>
                    $"{scheme} {width}: {violation.Help} "
                    + string.Join(", ", violation.Nodes.Select(node => node.Html))));
            }
        }

        return [.. found];
    }
}
