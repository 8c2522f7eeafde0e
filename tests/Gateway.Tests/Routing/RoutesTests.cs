using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Platform.Topology;
using Testing;

namespace Gateway.Tests.Routing;

public sealed class RoutesTests : IClassFixture<PlainGateway>
{
    private readonly PlainGateway _gateway;

    public RoutesTests(PlainGateway gateway)
    {
        _gateway = gateway;
        _gateway.Users[0].Answer = Name("users");
        _gateway.Sre.Answer = Name("sre");
        _gateway.Web.Answer = Name("web");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/", "web /")]
    [InlineData("POST", "/user", "web /user")]
    [InlineData("GET", "/assets/app.js", "web /assets/app.js")]
    [InlineData("GET", "/sre/dashboard-ui", "web /sre/dashboard-ui")]
    [InlineData("GET", "/docs", "web /docs")]
    [InlineData("GET", "/api/users?limit=1&q=%C3%A9", "users /api/users?limit=1&q=%C3%A9")]
    [InlineData("POST", "/api/users", "users /api/users")]
    [InlineData("DELETE", "/api/users/7", "users /api/users/7")]
    [InlineData("OPTIONS", "/api/users/7", "users /api/users/7")]
    [InlineData("GET", "/sre/slos", "sre /sre/slos")]
    [InlineData("GET", "/openapi/users.json", "users /openapi/users.json")]
    [InlineData("GET", "/openapi/sre.json", "sre /openapi/sre.json")]
    public async Task Each_public_address_reaches_its_service_unchanged(string method, string address, string expected)
    {
        var response = await _gateway.Client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), address), Cancellation);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public void Topology_knows_the_service_of_every_route()
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "gateway", "appsettings.json")))!;
        var routes = settings["ReverseProxy"]!["Routes"]!.AsObject().Select(route => route.Value!).ToArray();

        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Equal(
            SystemTopology.NameOf((string)route["ClusterId"]!),
            SystemTopology.RoutedTo(((string)route["Match"]!["Path"]!).Replace("/{**rest}", ""))));
        Assert.Equal(SystemTopology.Gateway, SystemTopology.RoutedTo(""));
    }

    [Fact]
    public async Task Head_request_is_forwarded_as_head()
    {
        _gateway.Users[0].Answer = context =>
        {
            context.Response.Headers["X-Method"] = context.Request.Method;
            return Task.CompletedTask;
        };

        var response = await _gateway.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, "/api/users"), Cancellation);

        Assert.Equal(["HEAD"], response.Headers.GetValues("X-Method"));
    }

    [Theory]
    [InlineData("GET", "/nothing", 404, "Not found")]
    [InlineData("GET", "/internal/info", 404, "Not found")]
    [InlineData("GET", "/metrics", 404, "Not found")]
    [InlineData("GET", "/openapi/web.json", 404, "Not found")]
    [InlineData("DELETE", "/", 405, "Method not allowed")]
    [InlineData("TRACE", "/api/users", 405, "Method not allowed")]
    [InlineData("FOO", "/sre/slos", 405, "Method not allowed")]
    public async Task Unknown_route_gets_a_problem(
        string method, string address, int status, string error)
    {
        var response = await _gateway.Client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), address), Cancellation);

        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(
            (status, "application/problem+json", error, status),
            ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
                (string?)problem["error"], (int?)problem["status"]));
    }

    [Fact]
    public async Task Unsupported_method_gets_the_allowed_ones()
    {
        var response = await _gateway.Client.DeleteAsync("/", Cancellation);

        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Body_with_100_continue_is_forwarded()
    {
        _gateway.Users[0].Answer = async context =>
            await context.Response.WriteAsync(
                await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users") { Content = new StringContent("{}") };
        request.Headers.ExpectContinue = true;

        var response = await _gateway.Client.SendAsync(request, Cancellation);

        Assert.Equal(
            (HttpStatusCode.OK, "{}"), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
    }

    private static RequestDelegate Name(string service) =>
        context => context.Response.WriteAsync($"{service} {context.Request.Path}{context.Request.QueryString}");
}
