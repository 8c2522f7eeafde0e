using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Tests.Requests;

public sealed class HeadAndOptionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_returns_the_headers_of_get_without_a_body()
    {
        await using var service = await StartAsync();

        using var response = await service.Client.SendAsync(new(HttpMethod.Head, "/thing"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("GET", Assert.Single(response.Headers.GetValues("X-Handler")));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Options_returns_204_with_the_allowed_methods()
    {
        await using var service = await StartAsync();

        using var response = await service.Client.SendAsync(new(HttpMethod.Options, "/thing"), Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "PUT"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Unsupported_method_returns_405_with_allow_and_a_body()
    {
        await using var service = await StartAsync();

        using var response = await service.Client.DeleteAsync("/thing", Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "PUT"], response.Content.Headers.Allow.Order());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(
            "Method not allowed", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(app =>
    {
        app.MapGet("/thing", (HttpResponse response) =>
        {
            response.Headers["X-Handler"] = "GET";
            return "a body";
        });
        app.MapPut("/thing", () => "put");
    });
}
