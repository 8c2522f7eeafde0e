using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Testing;

namespace EndToEnd.Tests;

/// <summary>The local runner, started as from a command line.</summary>
public sealed partial class RunnerTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("evenkeel-data-").FullName;
    private readonly int _port = RunningSystem.PortsInARow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Arguments => ["--data", _data, "--port", $"{_port}"];

    [Fact]
    public async Task Ctrl_C_ends_everything_and_the_next_start_finds_the_data()
    {
        RequireServer();
        await using (var first = Runner.Start(Arguments))
        {
            await first.ReadyAsync(Cancellation);
            using var created = await ClientOf().PostAsJsonAsync(
                "/api/users", new { name = "Kept", email = "kept@example.org" }, Cancellation);
            Assert.Equal((4, HttpStatusCode.Created), (await CountUsersAsync(), created.StatusCode));
            int[] started =
                [.. ProcessNumber().Matches(first.Output).Select(match => int.Parse(match.Groups[1].Value))];
            Assert.Equal(5, started.Length);

            Assert.Equal(0, await first.InterruptAsync(Cancellation));
            Assert.DoesNotContain(started, Lives);
        }

        await using var second = Runner.Start(Arguments);
        await second.ReadyAsync(Cancellation);
        Assert.Equal(4, await CountUsersAsync());
    }

    [Fact]
    public async Task Dead_child_is_restarted_and_the_next_runner_ends_orphans()
    {
        RequireServer();
        await using var runner = Runner.Start(Arguments);
        await runner.ReadyAsync(Cancellation);
        var process = Regex.Match(runner.Output, @"users-1: .*process (\d+)").Groups[1].Value;
        using var users = Process.GetProcessById(int.Parse(process));
        users.Kill();
        await Eventually.HoldsAsync(
            () => runner.Output.Contains("users-1 runs again", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Contains($"users-1 (process {users.Id}) ended", runner.Output, StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => await CountUsersAsync() == 3, TimeSpan.FromSeconds(30));
        // A write is not tried again for anybody, so that one may be refused while a process comes up; never half done.
        await Eventually.HoldsAsync(CreatesAsync, TimeSpan.FromSeconds(30));
        await runner.KillAsync(Cancellation);

        await using var next = Runner.Start([.. Arguments, "--reset"]);
        await next.ReadyAsync(Cancellation);

        Assert.Contains("Ended 4 processes", next.Output, StringComparison.Ordinal);
        Assert.Equal(3, await CountUsersAsync());
    }

    [Fact]
    public async Task Port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, _port + 1);
        other.Start();

        await using var runner = Runner.Start(Arguments);

        Assert.Equal(1, await runner.ExitAsync(Cancellation));
        Assert.Contains($"port {_port + 1} (users-1)", runner.Output, StringComparison.Ordinal);
        Assert.Contains("--port", runner.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "none")]
    [InlineData("--replicas", "users=many")]
    [InlineData("--replicas", "nobody=2")]
    [InlineData("--sideways", "")]
    public async Task Invalid_option_is_explained(string option, string value)
    {
        await using var runner = Runner.Start(option, value);

        Assert.NotEqual(0, await runner.ExitAsync(Cancellation));
        Assert.Contains(option, runner.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreachable_server_is_reported_without_its_password()
    {
        await using var runner = Runner.Start(
            [
                .. Arguments, "--postgres",
                $"Host=127.0.0.1;Port={FreePorts.Next()};Username=x;Password=hunter2;Timeout=1",
            ]);

        Assert.Equal(1, await runner.ExitAsync(Cancellation));
        Assert.Contains("PostgreSQL cannot be used", runner.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", runner.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    /// <summary>Everybody may enter a temporary folder, so the database's user can reach this one.</summary>
    private void RequireServer()
    {
        if (!PrivatePostgres.IsPossible)
        {
            throw PrivatePostgres.Missing();
        }

        if (!OperatingSystem.IsWindows())
        {
            var all = UnixFileMode.OtherExecute | UnixFileMode.OtherRead;
            File.SetUnixFileMode(_data, File.GetUnixFileMode(_data) | all);
        }
    }

    private HttpClient ClientOf() => new() { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };

    private async Task<bool> CreatesAsync()
    {
        using var client = ClientOf();
        using var answer = await client.PostAsJsonAsync(
            "/api/users", new { name = "Gone", email = "gone@example.org" }, Cancellation);
        Assert.True(
            answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}");
        return answer.StatusCode == HttpStatusCode.Created;
    }

    private async Task<int> CountUsersAsync()
    {
        try
        {
            using var client = ClientOf();
            return (await client.GetFromJsonAsync<object[]>("/api/users", Cancellation))!.Length;
        }
        catch (HttpRequestException)
        {
            return -1;
        }
    }

    private static bool Lives(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"process (\d+)")]
    private static partial Regex ProcessNumber();
}
