using Npgsql;
using Testing;

namespace UsersService.Tests.Idempotency;

/// <summary>The connection to the database breaks between a commit and its confirmation.</summary>
public sealed class LostAnswerTests(PostgresFixture postgres)
{
    private const string Body = """{"name":"Ada","email":"lost@example.com"}""";

    private static readonly (string, string) Key = ("Idempotency-Key", "lost");

    [Fact]
    public async Task Retry_after_a_lost_response_to_a_creation_gets_the_stored_response()
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        await using var relay = CuttingRelay.To(database.Host!, database.Port);
        (database.Host, database.Port) = ("127.0.0.1", relay.Port);
        await using var api = new UsersApi(database.ConnectionString);
        await api.InitializeAsync();

        relay.CutAfter("insert into idempotency_keys");
        var lost = await api.SendAsync("POST", "/api/users", Body, Key);
        await api.UntilNoKeyIsHeldAsync();
        var again = await api.SendAsync("POST", "/api/users", Body, Key);

        Assert.Equal((503, "Failed to create user", "5"), (lost.Status, lost.Error, lost.Header("Retry-After")));
        Assert.Equal((201, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(again.Body, (await api.SendAsync("GET", again.Header("Location")!)).Body);
    }

    [Theory]
    [InlineData("COMMIT\0", "true")]
    [InlineData("insert into idempotency_keys", null)]
    public async Task Retry_after_a_lost_response_to_a_change_executes_it_once(string last, string? replayed)
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        await using var relay = CuttingRelay.To(database.Host!, database.Port);
        (database.Host, database.Port) = ("127.0.0.1", relay.Port);
        await using var api = new UsersApi(database.ConnectionString);
        await api.InitializeAsync();
        var user = $"/api/users/{(await api.CreateAsync()).Id}";

        relay.CutAfter(last);
        var lost = await api.SendAsync("PATCH", user, """{"name":"New"}""", Key);
        await api.UntilNoKeyIsHeldAsync();
        var again = await api.SendAsync("PATCH", user, """{"name":"New"}""", Key);

        Assert.Equal(503, lost.Status);
        Assert.Equal((200, replayed), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(2, (await api.SendAsync("GET", $"{user}/history")).Json.GetArrayLength());
    }
}
