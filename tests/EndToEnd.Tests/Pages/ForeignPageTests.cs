using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Testing;

namespace EndToEnd.Tests.Pages;

/// <summary>A page of another site, opened by someone whose browser reaches the system.</summary>
[Collection(SystemFixture.Registering)]
public sealed class ForeignPageTests(SystemFixture system, Browser browser) : PageTest(system, browser)
{
    [Theory]
    [InlineData("erase", "text/plain")]
    [InlineData("erase", "application/x-www-form-urlencoded")]
    [InlineData("restore", "text/plain")]
    public async Task Foreign_page_changes_no_user(string change, string contentType)
    {
        var (id, path) = await CreateAsync();
        if (change == "restore")
        {
            using var deleted = await Gateway.DeleteAsync(path, Cancellation);
        }

        var before = await HistoryAsync(id);
        var page = await OpenForeignAsync();

        await page.EvaluateAsync(
            """
            async ([address, type]) => {
                const sent = { method: 'POST', mode: 'no-cors', body: '{}', headers: { 'Content-Type': type } };
                await fetch(address, sent);
            }
            """,
            new[] { new Uri(Gateway.BaseAddress!, $"{path}/{change}").ToString(), contentType });

        Assert.Equal(before, await HistoryAsync(id));
    }

    [Fact]
    public async Task Foreign_form_is_refused()
    {
        var (id, path) = await CreateAsync();
        var before = await HistoryAsync(id);
        var page = await OpenForeignAsync();

        var answered = page.WaitForResponseAsync(response => response.Request.Method == "POST");
        await page.EvaluateAsync(
            """
            address => {
                const form = document.createElement('form');
                Object.assign(form, { method: 'post', action: address });
                document.body.append(form);
                form.submit();
            }
            """,
            new Uri(Gateway.BaseAddress!, $"{path}/erase").ToString());

        Assert.Equal((int)HttpStatusCode.Forbidden, (await answered).Status);
        Assert.Equal(before, await HistoryAsync(id));
    }

    /// <summary>Another host name and port than the system's, and on this machine, as browsers let it reach.</summary>
    private async Task<IPage> OpenForeignAsync()
    {
        var site = $"http://localhost:{FreePorts.Next()}/";
        using var server = new HttpListener { Prefixes = { site } };
        server.Start();
        var opened = OpenAsync(site);
        var request = await server.GetContextAsync().WaitAsync(Cancellation);
        request.Response.ContentType = "text/html";
        request.Response.Close("<title>Another site</title><link rel=icon href=data:,>"u8.ToArray(), true);
        return await opened;
    }

    private async Task<(long Id, string Path)> CreateAsync()
    {
        var user = new { name = "Ada", email = $"{Guid.NewGuid():N}@example.org" };
        using var response = await Gateway.PostAsJsonAsync("/api/users", user, Cancellation);
        var created = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var id = created.GetProperty("id").GetInt64();
        return (id, $"/api/users/{id}");
    }

    private Task<string> HistoryAsync(long id) => Gateway.GetStringAsync($"/api/users/{id}/history", Cancellation);
}
