using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Telemetry;

namespace Platform.Tests.Telemetry;

public sealed class JsonLineTests
{
    [Fact]
    public async Task Line_has_identity_message_and_properties()
    {
        var line = await LogAsync(logger => logger.LogInformation(
            "{Method} answered {Status} in {Elapsed} ms, {Text}", "GET", 200, 1.5, "a \"quoted\" ü\n\u2028 line"));

        Assert.Equal("Information", line.GetProperty("level").GetString());
        Assert.Equal("test-service", line.GetProperty("service").GetString());
        Assert.Equal("Tests", line.GetProperty("logger").GetString());
        Assert.StartsWith(
            "\"GET\" answered 200 in 1.5 ms", line.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(("GET", 200, 1.5), (
            line.GetProperty("Method").GetString(), line.GetProperty("Status").GetInt32(),
            line.GetProperty("Elapsed").GetDouble()));
        Assert.Equal("a \"quoted\" ü\n\u2028 line", line.GetProperty("Text").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", line.GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task Long_text_is_cut()
    {
        var line = await LogAsync(logger => logger.LogInformation("Method {Method}", new string('A', 60_000)));

        Assert.Equal(513, line.GetProperty("Method").GetString()!.Length);
        Assert.InRange(line.ToString().Length, 0, 4000);
    }

    [Fact]
    public async Task What_a_client_did_has_no_stack()
    {
        var thrown = Thrown(new BadHttpRequestException($"Bad chunk {new string('x', 1000)}"));
        var wrapped = new AggregateException(new HttpRequestException("Sending failed", thrown));

        foreach (var error in new[] { thrown, wrapped, Thrown(new ConnectionResetException("Reset")) })
        {
            var line = await LogAsync(logger => logger.LogWarning(error, "Failed"));

            Assert.DoesNotContain("   at ", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
            Assert.InRange(line.ToString().Length, 0, 1000);
        }
    }

    [Fact]
    public async Task What_the_program_did_has_its_stack()
    {
        var line = await LogAsync(logger => logger.LogError(Thrown(new InvalidOperationException("Oh")), "Failed"));

        Assert.Contains("   at Platform.Tests", line.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_costs_little_memory()
    {
        await using var service = await StartAsync(Stream.Null);
        var logger = service.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tests");
        void Log() => logger.LogInformation(
            "{Method} {Route} answered {Status} in {Elapsed} ms", "GET", "/api/users", 200, 1.234);
        Log();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 0; count < 1000; count++)
        {
            Log();
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 0, 2000);
    }

    [Fact]
    public async Task Line_of_a_request_costs_almost_none()
    {
        await using var service = await StartAsync(Stream.Null);
        var log = service.Services.GetRequiredService<RequestLog>();
        var context = new DefaultHttpContext { RequestServices = service.Services, TraceIdentifier = "one" };
        var time = ClientTime.Measure(context);
        log.Write(context, time);

        var before = GC.GetAllocatedBytesForCurrentThread();
        // So few that they all fit into the buffer of waiting lines.
        for (var count = 0; count < 100; count++)
        {
            log.Write(context, time);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 200);
    }

    private static Exception Thrown(Exception error)
    {
        try
        {
            throw error;
        }
        catch (Exception caught) when (caught == error)
        {
            return caught;
        }
    }

    private static async Task<JsonElement> LogAsync(Action<ILogger> log)
    {
        using var output = new MemoryStream();
        await using (var service = await StartAsync(output))
        {
            log(service.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tests"));
            service.Services.GetRequiredService<LogLines>().Dispose();
        }

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return JsonSerializer.Deserialize<JsonElement>(
            Assert.Single(lines, line => line.Contains("\"logger\":\"Tests\"", StringComparison.Ordinal)));
    }

    private static Task<TestService> StartAsync(Stream output) => TestService.StartAsync(
        parts: builder => builder.Services.AddSingleton(services => new LogLines(
            output, services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>())),
        settings: ("Serilog:MinimumLevel:Default", "Information"));
}
