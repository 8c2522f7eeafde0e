using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Database;
using Testing;
using UsersService.Tests.OpenApi;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace UsersService.Tests;

/// <summary>The users service on a real web server and a database of its own.</summary>
public sealed class UsersApi : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly PostgresFixture? _postgres;
    private readonly Dictionary<string, string> _settings;
    private int _emails;

    /// <summary>For a test class that takes any database.</summary>
    public UsersApi(PostgresFixture postgres)
    {
        _postgres = postgres;
        _settings = [];
        UseKestrel();
    }

    internal UsersApi(string database, params (string Key, string Value)[] settings)
    {
        _settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        Database = database;
        UseKestrel();
    }

    /// <summary>As a superuser; the service itself works with <see cref="TestRoles"/>.</summary>
    public string Database { get; private set; } = "";

    public int Port { get; } = FreePorts.Next();

    public int ManagementPort { get; } = FreePorts.Next();

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (_postgres is not null)
        {
            Database = await _postgres.CreateDatabaseAsync();
        }

        Start();
        await MigrateAsync();
        await UntilAsync("/health/ready", answer => answer.StatusCode == HttpStatusCode.OK);
    }

    /// <summary>Runs the step that comes before the service.</summary>
    public Task MigrateAsync() =>
        Services.GetRequiredService<Migrations>().RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Starts without migrations and without waiting for the database.</summary>
    public void Start()
    {
        StartServer();
        Client = new HttpClient(new AsDescribed()) { BaseAddress = new Uri($"http://localhost:{Port}") };
    }

    /// <summary>Repeats the request until the answer is as expected, for at most 30 s.</summary>
    public async Task<Answer> UntilAsync(
        string path, Func<Answer, bool> wanted, params (string Name, string Value)[] headers)
    {
        for (var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30); ;)
        {
            var answer = await SendAsync("GET", path, null, headers);
            if (wanted(answer) || TimeProvider.System.GetUtcNow() > deadline)
            {
                return answer;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// A transaction locks its idempotency key, and briefly outlives a cancelled statement or connection.
    /// </summary>
    public Task UntilNoKeyIsHeldAsync() => Eventually.EqualAsync(0, async () =>
    {
        await using var connection = new NpgsqlConnection(Database);
        return await connection.ExecuteScalarAsync<int>(
            """
            select count(*) from pg_locks
            where locktype = 'advisory'
              and database = (select oid from pg_database where datname = current_database())
            """);
    });

    /// <returns>An email that no other test uses.</returns>
    public string NextEmail() =>
        string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref _emails)}@example.com");

    public Task<Answer> CreateAsync(string? name = null, string? email = null) =>
        SendAsync(
            "POST", "/api/users",
            JsonSerializer.Serialize(new { name = name ?? "Ada Lovelace", email = email ?? NextEmail() }));

    public Task<Answer> SendAsync(
        string method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        SendBytesAsync(method, path, json is null ? null : Encoding.UTF8.GetBytes(json), "application/json", headers);

    public async Task<Answer> SendBytesAsync(
        string method, string path, byte[]? body, string contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("ConnectionStrings:Users", TestRoles.Service(Database));
        builder.UseSetting("ConnectionStrings:UsersMigrations", TestRoles.Owner(Database));
        builder.UseSetting("Service:BindAddress", "localhost");
        builder.UseSetting("Service:Port", Port.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Service:ManagementPort", ManagementPort.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Service:DrainDelay", "00:00:00");
        // A machine that stalls must not look like an unavailable database; tests of that set shorter limits.
        builder.UseSetting("Database:ReadTimeout", "00:00:10");
        builder.UseSetting("Database:WriteTimeout", "00:00:10");
        builder.UseSetting("Serilog:MinimumLevel:Default", "Fatal");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Fatal");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}

/// <summary>A response with its whole body.</summary>
public sealed record Answer(
    HttpStatusCode StatusCode, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Body)
{
    public int Status => (int)StatusCode;

    public JsonElement Json => JsonElement.Parse(Body);

    public string? Error => Json.GetProperty("error").GetString();

    public long Id => Json.GetProperty("id").GetInt64();

    public string? ETag => Header("ETag");

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode, response.Headers, response.Content.Headers,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    /// <returns>The header's value, or null when it is absent.</returns>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <returns>The messages of one field.</returns>
    public string?[] Details(string field) =>
        [.. Json.GetProperty("details").GetProperty(field).EnumerateArray().Select(message => message.GetString())];
}
