using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Testing;

namespace Platform.Tests.Telemetry;

/// <summary>Durations in the metrics of requests with a client that takes its time.</summary>
[Collection(typeof(NonParallelCollection))]
public sealed class ClientTimeTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(800);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/own/stream")]
    [InlineData("/own/reader")]
    public async Task Wait_for_the_rest_of_a_body_is_no_duration(string path)
    {
        await using var service = await StartAsync();
        await using var client = await RawConnection.OpenAsync(service.Client.BaseAddress!.Port);

        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\na"));
        await Task.Delay(Pause, Cancellation);
        await client.WriteAsync("b"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 200", await client.ReadToEndAsync(Pause * 10), StringComparison.Ordinal);
        await IsMeasuredAsync(service, path, seconds => seconds < Pause.TotalSeconds / 2);
    }

    [Theory]
    [InlineData("/own/large")]
    [InlineData("/own/written")]
    public async Task Wait_for_a_client_that_reads_slowly_is_no_duration(string path)
    {
        await using var service = await StartAsync();
        await using var client = await RawConnection.OpenAsync(service.Client.BaseAddress!.Port);

        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        await Task.Delay(Pause, Cancellation);
        await client.ReadToEndAsync(Pause * 10);

        await IsMeasuredAsync(service, path, seconds => seconds < Pause.TotalSeconds / 2);
    }

    [Fact]
    public async Task Time_of_the_service_is_its_duration()
    {
        await using var service = await StartAsync();

        using var body = new StringContent("ab");
        await service.Client.PostAsync("/own/slow", body, Cancellation);

        await IsMeasuredAsync(service, "/own/slow", seconds => seconds > Pause.TotalSeconds * 0.9);
    }

    [Fact]
    public async Task Body_that_does_not_arrive_is_excluded()
    {
        await using var service = await StartAsync();

        var answer = await RawConnection.SendAsync(
            service.Client.BaseAddress!.Port,
            "POST /own/stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        await Eventually.HoldsAsync(
            async () => (await LinesAsync(service, "count", "/own/stream")).Any(line =>
                line.Contains("outcome=\"excluded\",reason=\"request_timeout\"", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(15));
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(app =>
    {
        app.MapPost("/own/stream", context => context.Request.Body.CopyToAsync(Stream.Null, Cancellation));
        app.MapPost("/own/reader", async context =>
        {
            while (await context.Request.BodyReader.ReadAsync(Cancellation) is { IsCompleted: false } read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        });
        app.MapGet("/own/large", context => context.Response.Body.WriteAsync(new byte[16 << 20]).AsTask());
        app.MapGet("/own/written", async context => await context.Response.BodyWriter.WriteAsync(new byte[16 << 20]));
        app.MapPost("/own/slow", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancellation);
            await Task.Delay(Pause, Cancellation);
        });
    });

    private static Task<TimeSpan> IsMeasuredAsync(TestService service, string path, Func<double, bool> asExpected) =>
        Eventually.HoldsAsync(
            async () => await LinesAsync(service, "sum", path) is [var line]
                && asExpected(double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)),
            TimeSpan.FromSeconds(15));

    private static async Task<string[]> LinesAsync(TestService service, string part, string path)
    {
        var text = await service.Management.GetStringAsync("/metrics", Cancellation);
        return
        [
            .. text.Split('\n').Where(line =>
                line.StartsWith($"http_server_request_duration_seconds_{part}{{", StringComparison.Ordinal)
                && line.Contains($"http_route=\"{path}\"", StringComparison.Ordinal)),
        ];
    }
}
