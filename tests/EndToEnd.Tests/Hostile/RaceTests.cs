using System.Text;

namespace EndToEnd.Tests.Hostile;

/// <summary>Clients that want the same at the same time: one succeeds, the others get an error.</summary>
[Collection(SystemFixture.Registering)]
public sealed class RaceTests(SystemFixture system)
{
    private const int Racers = 40;

    [Fact]
    public async Task Concurrent_creates_with_one_email_succeed_once()
    {
        var email = Address();

        var replies = await RaceAsync(racer => CreateAsync($"Racer {racer}", email));

        AssertOneWinner(replies, 201, 409);
    }

    [Fact]
    public async Task Concurrent_changes_of_one_version_succeed_once()
    {
        var id = await RegisterAsync();

        var replies = await RaceAsync(racer => SendAsync(
            "PATCH", $"/api/users/{id}", $"{{\"name\":\"Racer {racer} of {id}\"}}", $"If-Match: \"{id}-1\""));

        AssertOneWinner(replies, 200, 412);
    }

    [Fact]
    public async Task Concurrent_deletes_or_restores_of_one_user_succeed_once()
    {
        var id = await RegisterAsync();

        AssertOneWinner(await RaceAsync(_ => system.SendAsync("DELETE", $"/api/users/{id}")), 204, 404);
        AssertOneWinner(await RaceAsync(_ => system.SendAsync("POST", $"/api/users/{id}/restore", [])), 200, 409);
    }

    [Fact]
    public async Task Concurrent_restores_with_one_email_succeed_once()
    {
        var email = Address();
        var ids = new List<long>();
        for (var number = 0; number < Racers; number++)
        {
            ids.Add((await CreateAsync($"Racer {number}", email)).Json.GetProperty("id").GetInt64());
            await system.SendAsync("DELETE", $"/api/users/{ids[^1]}");
        }

        var replies = await RaceAsync(racer => system.SendAsync("POST", $"/api/users/{ids[racer]}/restore", []));

        AssertOneWinner(replies, 200, 409);
    }

    [Fact]
    public async Task Concurrent_requests_with_one_key_are_executed_once()
    {
        var body = $"{{\"name\":\"Once\",\"email\":\"{Address()}\"}}";
        var key = $"Idempotency-Key: {Guid.NewGuid()}";

        var replies = await RaceAsync(_ => SendAsync("POST", "/api/users", body, key));

        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 201, 409 }));
        Assert.All(
            replies.Where(reply => reply.Status == 409), reply => reply.AssertProblem(409, "Request in progress"));
        Assert.Single(replies.Where(reply => reply.Status == 201).Select(reply => reply.Body).Distinct());
        (await SendAsync("POST", "/api/users", body.Replace("Once", "Twice", StringComparison.Ordinal), key))
            .AssertProblem(422, "Idempotency key already used for another request");
    }

    [Fact]
    public async Task Repeated_key_returns_the_first_response_without_executing_again()
    {
        var id = await RegisterAsync();
        var key = $"Idempotency-Key: {Guid.NewGuid()}";

        var first = await SendAsync("PATCH", $"/api/users/{id}", """{"name":"Renamed"}""", key);
        await SendAsync("PATCH", $"/api/users/{id}", """{"name":"Renamed by another"}""");
        var again = await SendAsync("PATCH", $"/api/users/{id}", """{"name":"Renamed"}""", key);

        Assert.Equal((200, first.Body), (again.Status, again.Body));
        Assert.Contains("\r\nIdempotency-Replayed: true", again.Head, StringComparison.OrdinalIgnoreCase);
        var user = await system.SendAsync("GET", $"/api/users/{id}");
        Assert.Equal("Renamed by another", user.Json.GetProperty("name").GetString());
    }

    private static void AssertOneWinner(Reply[] replies, int won, int lost)
    {
        Assert.All(replies, reply => reply.AssertSound());
        Assert.Single(replies, reply => reply.Status == won);
        Assert.Equal(Racers - 1, replies.Count(reply => reply.Status == lost));
    }

    private static Task<Reply[]> RaceAsync(Func<int, Task<Reply>> run) =>
        Task.WhenAll(Enumerable.Range(0, Racers).Select(run));

    private static string Address() => $"{Guid.NewGuid():N}@example.org";

    private async Task<long> RegisterAsync() =>
        (await CreateAsync("Racer", Address())).Json.GetProperty("id").GetInt64();

    private Task<Reply> CreateAsync(string name, string email) =>
        SendAsync("POST", "/api/users", $"{{\"name\":\"{name}\",\"email\":\"{email}\"}}");

    private Task<Reply> SendAsync(string method, string path, string json, params string[] headers) =>
        system.SendAsync(method, path, Encoding.UTF8.GetBytes(json), ["Content-Type: application/json", .. headers]);
}
