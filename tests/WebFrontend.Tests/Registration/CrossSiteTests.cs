using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace WebFrontend.Tests.Registration;

public sealed class CrossSiteTests
{
    [Fact]
    public async Task Form_of_another_site_registers_no_user()
    {
        await using var users = await UsersReplica.StartAsync();
        await using var frontend = RunningFrontend.Start(users);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/user")
        {
            Content = new FormUrlEncodedContent([new("name", "Grace"), new("email", "grace@example.org")]),
        };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await frontend.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("Cross-site request blocked", problem.GetProperty("error").GetString());
        Assert.Equal(0, users.Requests);
    }
}
