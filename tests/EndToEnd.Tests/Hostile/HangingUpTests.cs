using System.Text;
using Testing;

namespace EndToEnd.Tests.Hostile;

/// <summary>Clients that go away in the middle leave nothing behind that others would feel.</summary>
[Collection(SystemFixture.Registering)]
public sealed class HangingUpTests(SystemFixture system)
{
    [Fact]
    public async Task A_client_that_hangs_up_leaves_a_whole_user_or_none()
    {
        var mark = Guid.NewGuid().ToString("N");
        var body = Encoding.UTF8.GetBytes($"{{\"name\":\"Gone\",\"email\":\"{mark}@example.org\"}}");
        var request = PublicDoor.Request("POST", "/api/users", body, "Content-Type: application/json");

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
    public async Task Clients_that_do_not_wait_for_a_long_list_hold_nobody_up()
    {
        var request = PublicDoor.Request("GET", "/api/users", null);
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
