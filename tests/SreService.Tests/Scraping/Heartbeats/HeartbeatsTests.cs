using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using SreService.Scraping;

namespace SreService.Tests.Scraping.Heartbeats;

/// <summary>What is not taken from other processes, and what they are told.</summary>
public sealed class HeartbeatsTests : IAsyncDisposable
{
    private const string Heartbeats = "/internal/heartbeats";
    private const string FinalScrapes = "/internal/last-readings";
    private const string Good =
        """{"service":"gateway","instance":"g","version":"1","started_at":"2026-11-23T12:00:00Z","port":9090}""";

    // No database is needed to refuse.
    private readonly SreSystem _system = new SreSystem("Host=127.0.0.1;Port=1;Username=x")
        .With("Scraping:MaxTargets", "2").With("Scraping:MaxBytes", "2048").With("Scraping:Services:0", "billing");

    private ActiveTargets ActiveTargets => _system.Services.GetRequiredService<ActiveTargets>();

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Theory]
    [InlineData(Heartbeats, null)]
    [InlineData(Heartbeats, "")]
    [InlineData(Heartbeats, "a key of the test")]
    [InlineData(Heartbeats, "a key of the tests and more")]
    [InlineData(FinalScrapes, null)]
    [InlineData(FinalScrapes, "another key")]
    public async Task Heartbeat_needs_the_key(string path, string? key)
    {
        var (status, body) = await PostAsync(path, Good, key);

        Assert.Equal((401, "Authentication required"), (status, Error(body)));
        Assert.Empty(ActiveTargets.Targets);
    }

    [Fact]
    public async Task All_problems_of_a_heartbeat_are_reported()
    {
        var (status, body) = await PostAsync(
            Heartbeats, """{"service":"mail","instance":"","started_at":"yesterday","port":70000}""");

        Assert.Equal((400, "Invalid body"), (status, Error(body)));
        Assert.Equal(
            ["instance", "port", "service", "started_at", "version"],
            body!.Value.GetProperty("details").EnumerateObject().Select(fault => fault.Name).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("\"\\ud800\"")]
    public async Task Body_that_is_no_heartbeat_is_refused(string body)
    {
        var (status, problem) = await PostAsync(Heartbeats, body);

        Assert.Equal((400, "Invalid body"), (status, Error(problem)));
    }

    [Theory]
    [InlineData(Heartbeats, 4097)]
    [InlineData(FinalScrapes, 2049)]
    public async Task Oversized_body_is_refused(string path, int length)
    {
        var (status, _) = await PostAsync(path, new string('#', length));

        Assert.Equal(413, status);
    }

    [Theory]
    [InlineData("<html>", "line 1 is not Prometheus text")]
    [InlineData("up 1", "does not identify its process.")]
    [InlineData(
        "target_info{service_name=\"mail\"} 1\nprocess_start_time_seconds 1",
        "is from a service that is not monitored.")]
    public async Task Invalid_final_scrape_is_refused_with_the_reason(string page, string reason)
    {
        var (status, body) = await PostAsync(FinalScrapes, page);

        Assert.Equal(400, status);
        Assert.Equal(reason, body!.Value.GetProperty("details").GetProperty("body")[0].GetString());
    }

    [Fact]
    public async Task Configured_foreign_service_is_accepted()
    {
        await PostAsync(Heartbeats, Good.Replace("gateway", "billing", StringComparison.Ordinal));

        var target = ActiveTargets.Targets[0];
        Assert.Equal(("billing", "http://127.0.0.1:9090"), (target.Service, target.Address));
    }

    [Theory]
    [InlineData("10.1.2.3", "http://10.1.2.3:9090")]
    [InlineData("::ffff:10.1.2.3", "http://10.1.2.3:9090")]
    [InlineData("fd00::7", "http://[fd00::7]:9090")]
    public async Task Target_address_is_the_sender_of_the_heartbeat(string from, string place)
    {
        var other = Good.Replace("{", """{"address":"http://169.254.169.254",""", StringComparison.Ordinal);

        await _system.PostAsync(Heartbeats, Encoding.UTF8.GetBytes(other), from: from);

        Assert.Equal(place, Assert.Single(ActiveTargets.Targets).Address);
    }

    [Fact]
    public async Task Heartbeat_beyond_the_target_limit_gets_503()
    {
        await _system.PostAsync(Heartbeats, Encoding.UTF8.GetBytes(Good), from: "10.0.0.1");
        await _system.PostAsync(Heartbeats, Encoding.UTF8.GetBytes(Good), from: "10.0.0.2");

        var (status, _) = await _system.PostAsync(Heartbeats, Encoding.UTF8.GetBytes(Good), from: "10.0.0.3");

        Assert.Equal(503, status);
        Assert.Equal(2, ActiveTargets.Targets.Length);
    }

    [Theory]
    [InlineData(Heartbeats)]
    [InlineData(FinalScrapes)]
    public Task Any_invalid_bytes_get_a_problem_response(string path) =>
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Byte, (place, letter) =>
            {
                var damaged = Encoding.UTF8.GetBytes(Good);
                damaged[place] = letter;
                return damaged;
            }))
            .SampleAsync(
                async bytes => (await _system.PostAsync(path, bytes)).Status is 204 or 400 or 503,
                iter: 2000, threads: 1);

    private Task<(int Status, JsonElement? Body)> PostAsync(string path, string body, string? key = SreSystem.Key) =>
        _system.PostAsync(path, Encoding.UTF8.GetBytes(body), key: key);

    private static string? Error(JsonElement? problem) => problem?.GetProperty("error").GetString();
}
