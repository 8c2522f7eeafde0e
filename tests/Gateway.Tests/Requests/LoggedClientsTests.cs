using System.Text;
using Testing;

namespace Gateway.Tests.Requests;

/// <summary>What a client can make the gateway write into its log.</summary>
public sealed class LoggedClientsTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    private const string BrokenChunk =
        "POST /api/users HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nxyz\r\n";

    [Fact]
    public async Task Broken_body_is_one_short_line()
    {
        gateway.Users[0].Answer = context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        var before = gateway.Log.Length;

        Assert.StartsWith(
            "HTTP/1.1 400", await RawConnection.SendAsync(gateway.Port, BrokenChunk), StringComparison.Ordinal);

        await Eventually.HoldsAsync(
            () => Task.FromResult(Since(before).Contains("\"status\":400", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(10));
        Assert.DoesNotContain("   at ", Since(before), StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(Since(before)), 0, 1000);
    }

    [Fact]
    public async Task Failure_of_a_destination_is_logged_with_its_cause_and_no_stack()
    {
        gateway.Users[0].Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var before = gateway.Log.Length;

        using var response = await gateway.Client.GetAsync("/api/users", TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(
            () => Task.FromResult(Since(before).Contains("\"status\":502", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(10));
        Assert.Contains(
            """Destination \"users-1\" failed: \"connection\": """, Since(before), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Since(before), StringComparison.Ordinal);
    }

    private string Since(int length) => gateway.Log[length..];
}
