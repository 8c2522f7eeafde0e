using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Local;
using Testing;

namespace EndToEnd.Tests;

/// <summary>Every command in the documents works as written, at this system's address.</summary>
public sealed partial class DocumentationTests(SystemFixture fixture, DocumentedSystem documented)
    : IClassFixture<DocumentedSystem>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("README.md", 10)]
    [InlineData("docs/api.md", 25)]
    public async Task Every_curl_line_works_as_written(string document, int lines)
    {
        var system = await documented.WithFirstUsersAsync();
        var assignments = "";

        foreach (var line in await LinesAsync(document, system))
        {
            if (Assignment().IsMatch(line))
            {
                assignments += line + "\n";
                continue;
            }

            var promised = Promised().Match(line) is { Success: true } comment ? comment.Groups[1].Value : "[23]..";
            var answer = await AnswerAsync(assignments + line);
            Assert.True(Regex.IsMatch(answer, $"\n{promised}$"), answer);
            lines--;
        }

        Assert.True(lines <= 0, $"{lines} more lines were to be found");
    }

    [Fact]
    public async Task Every_curl_of_the_runbooks_works_as_written()
    {
        var runbooks = Directory.GetFiles(Path.Combine(Checkout.Root, "docs/runbooks"), "*.md");
        var gateway = fixture.System.Topology.Gateway;
        var commands = runbooks.SelectMany(page => CodeSpans().Matches(File.ReadAllText(page)))
            .Select(span => span.Groups[1].Value).Where(span => span.StartsWith("curl ", StringComparison.Ordinal))
            .Distinct().ToArray();

        Assert.True(commands.Length >= 20, $"only {commands.Length} commands were found");
        foreach (var command in commands)
        {
            // This system has the ports of the documents, in the same order from another one on.
            var here = LocalAddress().Replace(command, address => new UriBuilder(gateway)
            {
                Port = gateway.Port - new LocalOptions { Data = "" }.Port + int.Parse(address.Groups[1].Value),
                Path = address.Groups[2].Value,
            }.Uri.ToString());
            var answer = await AnswerAsync(here);
            Assert.True(answer.EndsWith("\n200", StringComparison.Ordinal), answer);
        }
    }

    [Theory]
    [InlineData("requests/users.http", true)]
    [InlineData("requests/sre.http", false)]
    public async Task Every_request_succeeds_as_written(string file, bool writes)
    {
        var system = writes ? await documented.WithFirstUsersAsync() : fixture.System;
        var text = await ReadAsync(file, system);

        var requests = text.Split("###").Skip(1).Select(part => part.Split('\n', 2)[1].Trim()).ToArray();

        Assert.NotEmpty(requests);
        foreach (var request in requests)
        {
            using var response = await system.Gateway.SendAsync(RequestIn(request), Cancellation);
            Assert.True(
                response.IsSuccessStatusCode,
                $"{request}\n{response.StatusCode} {await response.Content.ReadAsStringAsync(Cancellation)}");
        }
    }

    [Fact]
    public async Task Every_call_of_the_OpenAPI_documents_is_explained_on_the_page()
    {
        var page = await fixture.Gateway.GetStringAsync("/docs", Cancellation);

        foreach (var service in new[] { "users", "sre" })
        {
            var address = $"/openapi/{service}.json";
            var document = await fixture.Gateway.GetFromJsonAsync<JsonElement>(address, Cancellation);
            var calls = document.GetProperty("paths").EnumerateObject().SelectMany(
                path => path.Value.EnumerateObject(), (path, call) => $"{call.Name.ToUpperInvariant()} {path.Name}");
            Assert.All(calls, call => Assert.Contains($"<code>{call}</code>", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Ports_in_documents_are_those_of_the_local_system()
    {
        var defaults = new LocalOptions { Data = "" };
        var replicas = LocalTopology.For(defaults.Port, defaults.Replicas, defaults.ScrapeInterval).Replicas;
        var addresses = Directory.GetFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(Checkout.Root, "README.md"))
            .SelectMany(page => LocalAddress().Matches(File.ReadAllText(page)));

        Assert.NotEmpty(addresses);
        Assert.All(addresses, address =>
        {
            var isManagement = ManagementPath().IsMatch(address.Groups[2].Value);
            var ports = replicas.Select(replica => isManagement ? replica.ManagementPort : replica.Port);
            Assert.True(ports.Contains(int.Parse(address.Groups[1].Value)), address.Value);
        });
    }

    private static async Task<IEnumerable<string>> LinesAsync(string document, RunningSystem system) =>
        (await ReadAsync(document, system)).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.StartsWith("curl ", StringComparison.Ordinal) || Assignment().IsMatch(line));

    private static async Task<string> ReadAsync(string document, RunningSystem system)
    {
        var gateway = system.Topology.Gateway.ToString().TrimEnd('/');
        return (await File.ReadAllTextAsync(Path.Combine(Checkout.Root, document), Cancellation))
            .Replace("@host = http://localhost:8080", "", StringComparison.Ordinal)
            .Replace("{{host}}", "http://localhost:8080", StringComparison.Ordinal)
            .Replace("http://localhost:8080", gateway, StringComparison.Ordinal);
    }

    /// <summary>Method and address, headers, and after an empty line the body.</summary>
    private static HttpRequestMessage RequestIn(string text)
    {
        var (head, body) = text.Split("\n\n", 2) is [var first, var rest] ? (first, rest) : (text, null);
        var lines = head.Split('\n');
        var request = new HttpRequestMessage(new HttpMethod(lines[0].Split(' ')[0]), lines[0].Split(' ')[1])
        {
            Content = body is null ? null : new StringContent(body),
        };
        request.Content?.Headers.Clear();
        foreach (var header in lines.Skip(1).Select(line => line.Split(": ", 2)))
        {
            Assert.True(
                request.Headers.TryAddWithoutValidation(header[0], header[1])
                || request.Content!.Headers.TryAddWithoutValidation(header[0], header[1]));
        }

        return request;
    }

    /// <summary>A machine that stalls may get 503, which asks to try again.</summary>
    private static async Task<string> AnswerAsync(string command)
    {
        var output = "";
        await Eventually.HoldsAsync(
            async () => !(output = await OutputAsync(command)).EndsWith("\n503", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60));
        return output;
    }

    /// <summary>The command as it stands; only curl is also asked to end with the status.</summary>
    private static async Task<string> OutputAsync(string command)
    {
        const string curl = """curl() { command curl -w '\n%{http_code}' "$@"; };""";
        var start = new ProcessStartInfo("bash", ["-c", $"{curl}\n{command}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
        await shell.WaitForExitAsync(Cancellation);
        return $"{command}\n{output}";
    }

    [GeneratedRegex(@"http://localhost:(\d+)([\w/.-]*)")]
    private static partial Regex LocalAddress();

    [GeneratedRegex("^/(metrics|internal/.*)$")]
    private static partial Regex ManagementPath();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpans();

    [GeneratedRegex("^[a-z]+=")]
    private static partial Regex Assignment();

    /// <summary>A comment that is a status; without one, the command is to succeed.</summary>
    [GeneratedRegex(@"# ([1-5]\d\d)$")]
    private static partial Regex Promised();
}

/// <summary>One system for all documents; each that writes gets the users that a new system has.</summary>
public sealed class DocumentedSystem : IAsyncDisposable
{
    private const string Users = "evenkeel_users";

    private RunningSystem? _system;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal async Task<RunningSystem> WithFirstUsersAsync()
    {
        if (_system is null)
        {
            return _system = await RunningSystem.StartAsync(Cancellation);
        }

        await _system.KillAllAsync("users");
        await _system.Postgres.ExecuteAsync($"drop database {Users} with (force)");
        await _system.Postgres.ExecuteAsync($"create database {Users}");
        var migrations = await MigrationStep.RunAsync(
            "UsersService", "Users", new($"Username={Users}_service", _system.Postgres.ConnectionString(Users)));
        Assert.Equal(0, migrations.ExitCode);
        foreach (var replica in _system.Topology.Of("users"))
        {
            _system.StartAgain(replica.Name);
        }

        await Eventually.HoldsAsync(HasFirstUsersAsync, TimeSpan.FromSeconds(60));
        return _system;
    }

    public ValueTask DisposeAsync() => _system?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<bool> HasFirstUsersAsync()
    {
        using var answer = await _system!.Gateway.GetAsync("/api/users", Cancellation);
        using var health = await _system.Gateway.GetAsync("/health", Cancellation);
        return answer.IsSuccessStatusCode && health.IsSuccessStatusCode
            && (await answer.Content.ReadFromJsonAsync<JsonElement[]>(Cancellation))!.Length == 3;
    }
}
