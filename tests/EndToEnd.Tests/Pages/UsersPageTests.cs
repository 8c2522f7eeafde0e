using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Tests.Pages;

[Collection(SystemFixture.Registering)]
public sealed class UsersPageTests(SystemFixture system, Browser browser) : PageTest(system, browser)
{
    private static readonly BrowserNewContextOptions WithoutScript = new() { JavaScriptEnabled = false };

    [Fact]
    public async Task Registration_shows_the_user_without_leaving_the_page()
    {
        var page = await OpenAsync("/");
        await page.EvaluateAsync("() => { window.stillHere = true; }");
        var email = Address();

        await RegisterAsync(page, "  Grace Hopper ", email);

        await Expect(page.Locator("#user-rows tr").First).ToContainTextAsync(email);
        await Expect(page.Locator("#announcement")).ToHaveTextAsync("Grace Hopper is registered.");
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("");
        await Expect(page.GetByLabel("Name")).ToBeFocusedAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => window.stillHere"));
    }

    [Fact]
    public async Task Heading_shows_the_number_of_users()
    {
        var page = await OpenAsync("/");
        var before = await TotalAsync(page);

        await RegisterAsync(page, "Ada Lovelace", Address());
        await Expect(page.Locator("#announcement")).ToHaveTextAsync("Ada Lovelace is registered.");

        Assert.Equal(before + 1, await TotalAsync(page));
        await page.ReloadAsync();
        Assert.Equal(before + 1, await TotalAsync(page));
    }

    [Theory]
    [InlineData("", "ada@example.org", "Name and email are required")]
    [InlineData("Ada", "  ", "Name and email are required")]
    [InlineData("Ada", "nonsense", "Not a valid email address.")]
    public async Task Errors_are_shown_and_the_input_is_kept(string name, string email, string text)
    {
        var page = await OpenAsync("/");

        await RegisterAsync(page, name, email);

        await Expect(page.Locator("#form-error")).ToHaveTextAsync(text);
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync(name);
        await Expect(page.GetByLabel("Email")).ToHaveValueAsync(email);
    }

    [Fact]
    public async Task International_email_is_registered_as_typed()
    {
        var page = await OpenAsync("/");
        var email = $"{Guid.NewGuid():N}@bücher.example";

        await RegisterAsync(page, "Jörg", email);

        await Expect(page.Locator("#user-rows tr").First).ToContainTextAsync(email);
    }

    [Fact]
    public async Task Field_error_is_shown_next_to_its_field()
    {
        var page = await OpenAsync("/");

        await RegisterAsync(page, new string('a', 101), "nonsense");

        await Expect(page.Locator("#name-error")).ToHaveTextAsync("Longer than maximum length 100.");
        await Expect(page.Locator("#email-error")).ToHaveTextAsync("Not a valid email address.");
        await Expect(page.GetByLabel("Name")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByLabel("Name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Error_disappears_when_it_is_corrected()
    {
        var page = await OpenAsync("/");
        await RegisterAsync(page, "Ada", "nonsense");
        await Expect(page.Locator("#form-error")).ToBeVisibleAsync();

        await RegisterAsync(page, "Ada", Address());

        await Expect(page.Locator("#announcement")).ToHaveTextAsync("Ada is registered.");
        await Expect(page.Locator("#form-error")).ToBeHiddenAsync();
        await Expect(page.Locator("#email-error")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Duplicate_email_is_refused()
    {
        var email = Address();
        await CreateAsync("First", email);
        var page = await OpenAsync("/");

        await RegisterAsync(page, "Second", email.ToUpperInvariant());

        await Expect(page.Locator("#form-error")).ToHaveTextAsync("Email already exists");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Markup_in_a_name_is_shown_as_text(bool script)
    {
        const string Name = "<img src=x onerror=alert(1)><b>bold</b>";
        var page = await OpenAsync("/", new() { JavaScriptEnabled = script });

        await RegisterAsync(page, Name, Address());

        await Expect(page.Locator("#user-rows tr").First.Locator("td").First).ToHaveTextAsync(Name);
        await Expect(page.Locator("#user-rows img, #user-rows b")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Long_list_has_pages_that_can_be_followed_and_shared(bool script)
    {
        var emails = await CreateManyAsync(25);
        var page = await OpenAsync("/", new() { JavaScriptEnabled = script });

        await page.GetByRole(AriaRole.Link, new() { Name = "Older users" }).ClickAsync();

        await Expect(page.Locator("#user-rows")).ToContainTextAsync(emails[0]);
        await Expect(page.Locator("#user-rows")).Not.ToContainTextAsync(emails[^1]);
        Assert.Contains("?cursor=", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Expect(page.Locator("#user-rows")).ToContainTextAsync(emails[0]);
        await page.GoBackAsync();
        await Expect(page.Locator("#user-rows")).ToContainTextAsync(emails[^1]);
    }

    [Fact]
    public async Task Refresh_shows_users_who_registered_elsewhere()
    {
        var page = await OpenAsync("/");
        var email = Address();
        await CreateAsync("Elsewhere", email);

        await page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).ClickAsync();

        await Expect(page.Locator("#user-rows")).ToContainTextAsync(email);
    }

    [Fact]
    public async Task Form_without_script_registers_and_shows_the_user()
    {
        var page = await OpenAsync("/", WithoutScript);
        var email = Address();

        await RegisterAsync(page, "Grace Hopper", email);

        await Expect(page.Locator("#user-rows tr").First).ToContainTextAsync(email);
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
    }

    [Fact]
    public async Task Form_without_script_keeps_the_input()
    {
        var page = await OpenAsync("/", WithoutScript);

        await RegisterAsync(page, "Grace \"Amazing\" Hopper", "nonsense");

        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Not a valid email address.");
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("Grace \"Amazing\" Hopper");
        await Expect(page.GetByLabel("Email")).ToHaveValueAsync("nonsense");
    }

    [Fact]
    public async Task Failed_refresh_is_reported_and_the_list_is_kept()
    {
        var email = Address();
        await CreateAsync("Kept", email);
        var page = await OpenAsync("/");
        await page.RouteAsync("**/api/users**", route => route.AbortAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).ClickAsync();

        await Expect(page.Locator("#users-notice")).ToHaveTextAsync(
            "The list could not be loaded (No connection). The list below may be old.");
        await Expect(page.Locator("#user-rows")).ToContainTextAsync(email);
    }

    [Fact]
    public async Task Stale_list_shows_its_age()
    {
        var page = await OpenAsync("/");
        await page.RouteAsync("**/api/users**", route => route.FulfillAsync(new()
        {
            Headers = new Dictionary<string, string> { ["X-Data-Freshness"] = "stale", ["Age"] = "42" },
            ContentType = "application/json",
            Body = "[]",
        }));

        await page.GetByRole(AriaRole.Link, new() { Name = "Refresh" }).ClickAsync();

        await Expect(page.Locator("#users-notice"))
            .ToHaveTextAsync("The database does not answer. This list is 42 seconds old.");
    }

    private static string Address() => $"{Guid.NewGuid():N}@example.org";

    private static async Task RegisterAsync(IPage page, string name, string email)
    {
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Email").FillAsync(email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
    }

    private static async Task<int> TotalAsync(IPage page)
    {
        var heading = await page.Locator("#users-heading").InnerTextAsync();
        return int.Parse(
            heading.Replace("Registered Users (", "", StringComparison.Ordinal)
                .Replace(" total)", "", StringComparison.Ordinal),
            NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private async Task CreateAsync(string name, string email)
    {
        using var response = await Gateway.PostAsJsonAsync("/api/users", new { name, email }, Cancellation);
        response.EnsureSuccessStatusCode();
    }

    /// <returns>The addresses, oldest first.</returns>
    private async Task<string[]> CreateManyAsync(int count)
    {
        string[] emails = [.. Enumerable.Range(0, count).Select(_ => Address())];
        foreach (var email in emails)
        {
            await CreateAsync("One of many", email);
        }

        return emails;
    }
}
