using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Testing;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>
/// Whatever is sent to whatever address, by many at once: an answer within two seconds, never a fault of ours, never
/// what belongs to another. It lasts 9 s, or a minute in the long form, unless <c>FUZZ_SECONDS</c> is set. A failure
/// prints its seed.
/// </summary>
[Collection(typeof(NonParallelCollection))]
public sealed partial class AnyRequestTests(SystemFixture system)
{
    private const int Clients = 8;

    private static readonly int Seconds = int.Parse(
        Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? Drills.Choose("9", "60"), CultureInfo.InvariantCulture);

    // What the system met before is not this test's.
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_request_is_answered_in_time_without_an_error_or_data_of_others()
    {
        var requests = AnyRequest.At(await DocumentAsync("users"), await DocumentAsync("sre"));
        var clients = new ConcurrentBag<FuzzClient>(Enumerable.Range(0, Clients).Select(_ => new FuzzClient(system)));

        await requests.SampleAsync(
            async request =>
            {
                Assert.True(clients.TryTake(out var client));
                try
                {
                    await client.SendAsync(request);
                }
                finally
                {
                    clients.Add(client);
                }
            },
            time: Seconds * 2 / 3, threads: Clients);

        await AssertNothingBrokeAsync();
    }

    [Fact]
    public async Task Damaged_request_is_answered_or_disconnected()
    {
        var requests = AnyRequest.At(await DocumentAsync("users"), await DocumentAsync("sre"));

        await Damage.To(requests.Select(request => Encoding.Latin1.GetString(request.From("nobody", 0)))).SampleAsync(
            async request => Assert.All(await SendAndHangUpAsync(request), reply => reply.AssertSound()),
            time: Seconds / 3, threads: Clients);

        await AssertNothingBrokeAsync();
    }

    private async Task<IReadOnlyList<Reply>> SendAndHangUpAsync(string request)
    {
        await using var connection = await RawConnection.OpenAsync(system.Address.Port);
        await connection.WriteAsync(Encoding.Latin1.GetBytes(request));
        connection.EndOfRequests();
        return Reply.All(await connection.ReadToEndAsync(TimeSpan.FromSeconds(2)));
    }

    /// <summary>A fault whose client had already disconnected shows in a log only.</summary>
    private async Task AssertNothingBrokeAsync()
    {
        foreach (var log in Directory.GetFiles(system.System.LogFolder))
        {
            await using var open = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var lines = (await new StreamReader(open).ReadToEndAsync(Cancellation)).Split('\n');
            var faults = lines.Where(line => Fault().IsMatch(line) && TimeOf(line) >= _started).ToArray();
            Assert.True(faults.Length == 0, string.Join('\n', faults));
        }
    }

    private Task<JsonElement> DocumentAsync(string service) =>
        system.Gateway.GetFromJsonAsync<JsonElement>($"/openapi/{service}.json", Cancellation);

    private static DateTimeOffset TimeOf(string line) =>
        JsonElement.Parse(line).GetProperty("timestamp").GetDateTimeOffset();

    [GeneratedRegex("\"level\":\"(Error|Fatal)\"")]
    private static partial Regex Fault();
}
