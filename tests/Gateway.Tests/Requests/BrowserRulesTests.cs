using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Requests;

public sealed class BrowserRulesTests(BrowserRulesTests.NamedGateway gateway)
    : IClassFixture<BrowserRulesTests.NamedGateway>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/users/1/restore", "cross-site", null)]
    [InlineData("POST", "/api/users/1/erase", "same-site", null)]
    [InlineData("DELETE", "/api/users/1", null, "https://evil.example")]
    [InlineData("PUT", "/api/users/1", null, "null")]
    [InlineData("POST", "/user", "cross-site", "https://evil.example")]
    [InlineData("POST", "/sre/anything", "cross-site", null)]
    public async Task Change_from_another_site_reaches_no_service(
        string method, string path, string? site, string? origin)
    {
        var before = Requests();

        using var response = await SendAsync(method, path, site, origin);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation);
        Assert.Equal("Cross-site request blocked", (string?)problem!["error"]);
        Assert.Equal(before, Requests());
    }

    [Theory]
    [InlineData("POST", "/user", "same-origin", true)]
    [InlineData("POST", "/api/users/1/restore", "none", false)]
    [InlineData("POST", "/api/users/1/restore", null, false)]
    [InlineData("GET", "/api/users", "cross-site", false)]
    public async Task Change_from_its_own_page_or_a_program_is_passed_on(
        string method, string path, string? site, bool hasOrigin)
    {
        var before = Requests();

        using var response = await SendAsync(method, path, site, hasOrigin ? $"http://127.0.0.1:{gateway.Port}" : null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(before + 1, Requests());
    }

    [Theory]
    [InlineData("users.example.org", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("xn--mller-kva.example", HttpStatusCode.OK)]
    [InlineData("rebound.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("xn--a", HttpStatusCode.MisdirectedRequest)]
    [InlineData("xn--a.users.example", HttpStatusCode.MisdirectedRequest)]
    public async Task Only_names_of_this_system_are_answered(string host, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users");
        request.Headers.Host = host;

        using var response = await gateway.Client.SendAsync(request, Cancellation);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Page_of_an_international_name_may_change_users()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users/1/restore");
        request.Headers.Host = "xn--mller-kva.example";
        request.Headers.Add("Origin", "https://xn--mller-kva.example");

        using var response = await gateway.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private int Requests() => gateway.Users[0].Requests + gateway.Sre.Requests + gateway.Web.Requests;

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? site, string? origin)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await gateway.Client.SendAsync(request, Cancellation);
    }

    public sealed class NamedGateway() : RunningGateway(
        1, ("Service:AllowedHosts:0", "users.example.org"), ("Service:AllowedHosts:1", "xn--mller-kva.example"),
        ("Service:AllowedHosts:2", "*.users.example"));
}
