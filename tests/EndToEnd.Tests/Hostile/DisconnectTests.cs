using System.Text;
using Testing;

namespace EndToEnd.Tests.Hostile;

/// <summary>Clients that disconnect in the middle of a request do not affect others.</summary>
[Collection(SystemFixture.Registering)]
public sealed class DisconnectTests(SystemFixture system)
{
    [Fact]
    public async Task Disconnected_client_leaves_a_whole_user_or_none()
    {
        var mark = Guid.NewGuid().ToString("N");
        var body = Encoding.UTF8.GetBytes($"{{\"name\":\"Gone\",\"email\":\"{mark}@example.org\"}}");
        var request = GatewayRequests.Request("POST", "/api/users", body, "Content-Type: application/json");

        for (var sent = 1; sent <= request.Length; sent += 3)
        {
            await using var connection = await RawConnection.OpenAsync(system.Address.Port);
            await connection.WriteAsync(request[..sent]);
        }

        // The address is free, or taken by the last client that had sent everything.
        var reply = await system.SendAsync("POST", "/api/users", body, "Content-Type: application/json");
        reply.AssertSound();
        Assert.Contains(reply.Status, new[] { 201, 409 });
    }

    [Fact]
    public async Task Clients_that_abandon_a_long_list_delay_no_one_else()
    {
        var request = GatewayRequests.Request("GET", "/api/users", null);
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (_, _) =>
        {
            await using var connection = await RawConnection.OpenAsync(system.Address.Port);
            await connection.WriteAsync(request);
        });

        var reply = await system.SendAsync("GET", "/api/users?limit=1");

        reply.AssertSound();
        Assert.Equal(200, reply.Status);
    }
}
