using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;
using Platform.Resilience;

namespace Platform.Tests.Management;

public sealed class ManagementPortTests
{
    private const string Key = "a key of the tests";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/internal/info")]
    [InlineData("/internal/breakers")]
    public async Task Management_endpoint_is_not_on_the_traffic_port(string path)
    {
        await using var service = await TestService.StartAsync();
        using var disguised = new HttpRequestMessage(HttpMethod.Get, path);
        disguised.Headers.Host = service.Management.BaseAddress!.Authority;

        using var inside = await service.Management.GetAsync(path, Cancellation);
        using var outside = await service.Client.SendAsync(disguised, Cancellation);

        Assert.Equal(HttpStatusCode.OK, inside.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public async Task Route_of_the_service_is_not_on_the_management_port()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/thing", () => "served"));

        using var response = await service.Management.GetAsync("/thing", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Operator_isolates_a_breaker_and_closes_it()
    {
        await using var service = await TestService.StartAsync(
            parts: builder => builder.AddBreaker("database", _ => "failed"), settings: ("Operator:Key", Key));
        service.Services.GetRequiredKeyedService<Breaker>("database");
        var until = TimeProvider.System.GetUtcNow().AddMinutes(5);
        var said = new { breaker = "database", until, author = "Ada", reason = "an exercise" };

        Assert.Equal(HttpStatusCode.Unauthorized, await SayAsync(service, "isolate", said, key: "somebody else's"));
        Assert.Equal(HttpStatusCode.NotFound, await SayAsync(service, "isolate", said with { breaker = "cache" }));
        Assert.Equal(
            HttpStatusCode.BadRequest, await SayAsync(service, "isolate", said with { until = until.AddDays(2) }));
        Assert.Equal(HttpStatusCode.BadRequest, await SayAsync(service, "isolate", said with { author = "" }));
        Assert.Equal(HttpStatusCode.NoContent, await SayAsync(service, "isolate", said));

        var breaker = await OnlyBreakerAsync(service);
        Assert.Equal(
            ("Isolated", "Ada"),
            (breaker.GetProperty("state").GetString(),
                breaker.GetProperty("isolation").GetProperty("author").GetString()));

        Assert.Equal(
            HttpStatusCode.NoContent,
            await SayAsync(service, "close", new { breaker = "database", author = "Ada", reason = "it is over" }));
        breaker = await OnlyBreakerAsync(service);
        Assert.Equal(
            ("Closed", JsonValueKind.Null),
            (breaker.GetProperty("state").GetString(), breaker.GetProperty("isolation").ValueKind));
    }

    [Fact]
    public async Task Info_returns_the_identity_of_the_replica()
    {
        await using var service = await TestService.StartAsync(settings: ("Service:InstanceId", "replica-7"));

        var info = await service.Management.GetFromJsonAsync<JsonElement>("/internal/info", Cancellation);

        Assert.Equal("test-service", info.GetProperty("name").GetString());
        Assert.Equal("replica-7", info.GetProperty("instance_id").GetString());
        Assert.Equal(
            service.Services.GetRequiredService<ServiceIdentity>().StartedAt,
            info.GetProperty("started_at").GetDateTimeOffset());
    }

    private static async Task<JsonElement> OnlyBreakerAsync(TestService service) => Assert.Single(
        (await service.Management.GetFromJsonAsync<JsonElement>("/internal/breakers", Cancellation)).EnumerateArray());

    private static async Task<HttpStatusCode> SayAsync(TestService service, string what, object body, string key = Key)
    {
        using var content = JsonContent.Create(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/internal/breakers/{what}") { Content = content };
        request.Headers.Add("X-Operator-Key", key);
        using var response = await service.Management.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
