using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Platform.Management;
using Platform.Resilience;

namespace Platform.Tests.Management;

public sealed class WrongKeysTests
{
    private const string Key = "a key of the tests";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wrong_key_is_counted_and_answered_late_and_many_at_once_are_refused()
    {
        await using var service = await TestService.StartAsync(
            parts: builder => builder.AddBreaker("database", _ => "failed"), settings: ("Operator:Key", Key));
        var started = Stopwatch.GetTimestamp();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => PostAsync(service, "X-Operator-Key", "wrong")));

        var elapsed = Stopwatch.GetElapsedTime(started);
        Assert.InRange(elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.MaxValue);
        // So many in each second that it took, and one second more for those that were sent at its ends.
        Assert.InRange(
            answers.Count(status => status == HttpStatusCode.Unauthorized), 1,
            WrongKeys.MostWaiting * ((int)elapsed.TotalSeconds + 2));
        Assert.All(
            answers, status => Assert.True(status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests));
        Assert.Matches(
            "(?m)^keys_wrong_total\\{.*header=\"X-Operator-Key\".*\\} [1-9]",
            await service.Management.GetStringAsync("/metrics", Cancellation));
    }

    [Theory]
    [InlineData("X-Traffic-Key", "key of marked traffic", HttpStatusCode.Unauthorized)]
    [InlineData("X-System-Key", "key between processes", HttpStatusCode.Unauthorized)]
    [InlineData("X-Operator-Key", "key of marked traffic", HttpStatusCode.Unauthorized)]
    [InlineData("X-Operator-Key", Key, HttpStatusCode.NotFound)]
    public async Task Each_key_has_one_power(string header, string key, HttpStatusCode status)
    {
        await using var service = await TestService.StartAsync(settings:
        [
            ("Traffic:Key", "key of marked traffic"), ("System:Key", "key between processes"), ("Operator:Key", Key),
        ]);

        Assert.Equal(status, await PostAsync(service, header, key));
    }

    private static async Task<HttpStatusCode> PostAsync(TestService service, string header, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/breakers/close")
        {
            Content = JsonContent.Create(new { breaker = "none", author = "Ada", reason = "a test" }),
        };
        request.Headers.Add(header, key);
        using var response = await service.Management.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
