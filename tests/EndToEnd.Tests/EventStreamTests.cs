using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>The event stream as clients of the gateway receive it.</summary>
public sealed class EventStreamTests(SystemFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_pass_through_the_gateway_as_they_happen()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));

        using var response = await fixture.Gateway.GetAsync(
            "/sre/events", HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var (first, second, third) = (await NextAsync(), await NextAsync(), await NextAsync());
        Assert.True(first < second && second < third, $"{first:O} {second:O} {third:O}");

        async Task<DateTimeOffset> NextAsync()
        {
            const string Data = "data: ";
            while (await reader.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith(Data, StringComparison.Ordinal))
                {
                    using var round = JsonDocument.Parse(line.AsMemory(Data.Length));
                    return round.RootElement.GetProperty("timestamp").GetDateTimeOffset();
                }
            }

            throw new EndOfStreamException();
        }
    }
}
