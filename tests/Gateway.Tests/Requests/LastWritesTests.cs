using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Requests;

public sealed class LastWritesTests : IClassFixture<UntrustedHeadersTests.BehindLoadBalancer>
{
    private const string Age = "X-Evenkeel-Last-Write-Age";

    private readonly UntrustedHeadersTests.BehindLoadBalancer _gateway;
    private int _status = StatusCodes.Status200OK;
    private string? _seen;

    public LastWritesTests(UntrustedHeadersTests.BehindLoadBalancer gateway)
    {
        _gateway = gateway;
        _gateway.Users[0].Answer = context =>
        {
            _seen = context.Request.Headers[Age];
            context.Response.StatusCode = _status;
            if (!HttpMethods.IsGet(context.Request.Method) && _status == StatusCodes.Status200OK)
            {
                context.Response.Headers["X-Last-Write"] = "0/0";
            }

            return Task.CompletedTask;
        };
    }

    [Theory]
    [InlineData("POST", "192.0.2.1")]
    [InlineData("DELETE", "192.0.2.2")]
    public async Task Services_learn_how_long_ago_a_client_wrote(string method, string client)
    {
        await SendAsync("GET", client);
        Assert.Null(_seen);

        var before = TimeProvider.System.GetTimestamp();
        await SendAsync(method, client);
        Assert.Null(_seen);
        await SendAsync("GET", client);

        var most = TimeProvider.System.GetElapsedTime(before).TotalMilliseconds;
        Assert.InRange(int.Parse(_seen!, CultureInfo.InvariantCulture), 0, (int)most);

        await SendAsync("GET", "192.0.2.3");
        Assert.Null(_seen);
    }

    [Fact]
    public async Task Write_that_tells_no_position_does_not_count()
    {
        _status = StatusCodes.Status400BadRequest;
        await SendAsync("POST", "192.0.2.4");
        await SendAsync("GET", "192.0.2.4");

        Assert.Null(_seen);
    }

    [Fact]
    public async Task Client_cannot_say_so_itself()
    {
        await SendAsync("GET", "192.0.2.5", (Age, "0"));

        Assert.Null(_seen);
    }

    private async Task SendAsync(string method, string client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/users/7");
        request.Headers.Add("X-Forwarded-For", client);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
