using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;

namespace Platform.Tests.Management;

public sealed class ManagementPortTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/internal/info")]
    [InlineData("/internal/breakers")]
    public async Task What_it_offers_is_nowhere_on_the_traffic_port(string path)
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
    public async Task The_service_itself_is_not_on_the_management_port()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/thing", () => "served"));

        using var response = await service.Management.GetAsync("/thing", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Info_says_who_the_replica_is()
    {
        await using var service = await TestService.StartAsync(settings: ("Service:InstanceId", "replica-7"));

        var info = await service.Management.GetFromJsonAsync<JsonElement>("/internal/info", Cancellation);

        Assert.Equal("test-service", info.GetProperty("name").GetString());
        Assert.Equal("replica-7", info.GetProperty("instance_id").GetString());
        Assert.Equal(
            service.Services.GetRequiredService<ServiceIdentity>().StartedAt,
            info.GetProperty("started_at").GetDateTimeOffset());
    }
}
