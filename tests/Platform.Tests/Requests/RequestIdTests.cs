using System.Net.Http.Json;
using System.Text.Json;

namespace Platform.Tests.Requests;

public sealed class RequestIdTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("abc-123", true)]
    [InlineData("A._-9", true)]
    [InlineData("with space", false)]
    [InlineData("semi;colon", false)]
    public async Task Request_id_of_the_client_is_kept_only_if_it_is_harmless(string offered, bool kept)
    {
        await using var service = await TestService.StartAsync();

        var answered = await AskAsync(service, offered);

        Assert.Equal(kept, answered == offered);
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", answered);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task Request_id_has_at_most_64_characters(int length, bool kept)
    {
        await using var service = await TestService.StartAsync();
        var offered = new string('x', length);

        Assert.Equal(kept, await AskAsync(service, offered) == offered);
    }

    [Fact]
    public async Task Every_error_has_the_request_id()
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        request.Headers.Add("X-Request-Id", "find-me");

        using var response = await service.Client.SendAsync(request, Cancellation);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("find-me", problem.GetProperty("request_id").GetString());
        Assert.Equal("urn:request:find-me", problem.GetProperty("instance").GetString());
    }

    private static async Task<string> AskAsync(TestService service, string offered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("X-Request-Id", offered);
        using var response = await service.Client.SendAsync(request, Cancellation);
        return Assert.Single(response.Headers.GetValues("X-Request-Id"));
    }
}
