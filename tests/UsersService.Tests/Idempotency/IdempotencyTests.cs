using System.Text;
using Dapper;
using Npgsql;
using Testing;

namespace UsersService.Tests.Idempotency;

public sealed class IdempotencyTests(UsersApi api) : IClassFixture<UsersApi>
{
    private int _keys;

    [Fact]
    public async Task Replayed_creation_gets_the_stored_response_and_creates_nothing()
    {
        var (body, key) = (Body(), Key());

        var first = await api.SendAsync("POST", "/api/users", body, key);
        var again = await api.SendAsync("POST", "/api/users", body, key);

        Assert.Equal((201, null), (first.Status, first.Header("Idempotency-Replayed")));
        Assert.Equal((201, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(
            (first.Body, first.ETag, first.Header("Location"), first.Header("Content-Type")),
            (again.Body, again.ETag, again.Header("Location"), again.Header("Content-Type")));
    }

    [Theory]
    [InlineData("PUT", "", """{"name":"New","email":"put.again@example.com"}""", 200)]
    [InlineData("PATCH", "", """{"name":"New"}""", 200)]
    [InlineData("DELETE", "", null, 204)]
    [InlineData("POST", "/erase", "{}", 204)]
    public async Task Replayed_change_gets_the_stored_response_and_is_made_once(
        string method, string path, string? body, int status)
    {
        var (user, key) = (await api.CreateAsync(), Key());

        var first = await api.SendAsync(method, $"/api/users/{user.Id}{path}", body, key);
        var again = await api.SendAsync(method, $"/api/users/{user.Id}{path}", body, key);

        Assert.Equal((status, status, "true"), (first.Status, again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal((first.Body, first.ETag), (again.Body, again.ETag));
        Assert.Equal(2, (await api.SendAsync("GET", $"/api/users/{user.Id}/history")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Replayed_deletion_of_a_synthetic_user_gets_the_stored_response()
    {
        var (key, probe) = (Key(), ("X-Traffic-Class", "probe"));
        var user = await api.SendAsync("POST", "/api/users", Body(), probe);

        var first = await api.SendAsync("DELETE", $"/api/users/{user.Id}", null, key, probe);
        var again = await api.SendAsync("DELETE", $"/api/users/{user.Id}", null, key, probe);

        Assert.Equal((204, 204, "true"), (first.Status, again.Status, again.Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Key_belongs_to_the_address_of_the_client()
    {
        var (body, key) = (Body(), Key());
        var first = await api.SendAsync("POST", "/api/users", body, key, ("X-Forwarded-For", "192.0.2.1"));

        var others = await api.SendAsync("POST", "/api/users", body, key, ("X-Forwarded-For", "192.0.2.2"));
        var another = await api.SendAsync("POST", "/api/users", Body(), key, ("X-Forwarded-For", "2001:db8::1"));
        var again = await api.SendAsync("POST", "/api/users", body, key, ("X-Forwarded-For", "192.0.2.1"));

        Assert.Equal((201, 409, 201), (first.Status, others.Status, another.Status));
        Assert.Null(others.Header("Idempotency-Replayed"));
        Assert.Equal((first.Body, "true"), (again.Body, again.Header("Idempotency-Replayed")));
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    public async Task Key_belongs_to_the_client_of_the_rate_limits(string address, string another, bool isTheSame)
    {
        var (body, key) = (Body(), Key());
        await api.SendAsync("POST", "/api/users", body, key, ("X-Forwarded-For", address));

        var again = await api.SendAsync("POST", "/api/users", body, key, ("X-Forwarded-For", another));

        Assert.Equal(isTheSame ? "true" : null, again.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Address_of_the_client_is_not_stored()
    {
        var key = Key();

        await api.SendAsync("POST", "/api/users", Body(), key, ("X-Forwarded-For", "203.0.113.99"));

        await using var connection = new NpgsqlConnection(api.Database);
        var stored = await connection.QuerySingleAsync<string>(
            "select idempotency_keys::text from idempotency_keys where key = @key", new { key = key.Value });
        Assert.DoesNotContain("203.0.113.99", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replayed_restoration_does_not_undo_a_later_deletion()
    {
        var (user, key) = (await api.CreateAsync(), Key());
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");
        await api.SendAsync("POST", $"/api/users/{user.Id}/restore", null, key);
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");

        var again = await api.SendAsync("POST", $"/api/users/{user.Id}/restore", null, key);

        Assert.Equal((200, "true"), (again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(404, (await api.SendAsync("GET", $"/api/users/{user.Id}")).Status);
    }

    [Fact]
    public async Task Replay_of_a_failure_gets_the_stored_response()
    {
        var (user, key) = (await api.CreateAsync(), Key());
        var body = Body(user.Json.GetProperty("email").GetString());
        var first = await api.SendAsync("POST", "/api/users", body, key);
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");

        var again = await api.SendAsync("POST", "/api/users", body, key);

        Assert.Equal((409, 409, "true"), (first.Status, again.Status, again.Header("Idempotency-Replayed")));
        Assert.Equal(first.Body, again.Body);
        Assert.Equal("application/problem+json", again.Header("Content-Type"));
    }

    [Fact]
    public async Task Replay_of_a_conflict_gets_the_stored_response()
    {
        var (other, user, key) = (await api.CreateAsync(), await api.CreateAsync(), Key());
        var body = $$"""{"email":"{{other.Json.GetProperty("email").GetString()}}"}""";

        var first = await api.SendAsync("PATCH", $"/api/users/{user.Id}", body, key);
        var again = await api.SendAsync("PATCH", $"/api/users/{user.Id}", body, key);

        Assert.Equal((409, 409, "true"), (first.Status, again.Status, again.Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Invalid_input_does_not_use_up_the_key()
    {
        var key = Key();

        var refused = await api.SendAsync("POST", "/api/users", "{}", key);
        var taken = await api.SendAsync("POST", "/api/users", Body(), key);

        Assert.Equal((400, 201), (refused.Status, taken.Status));
    }

    [Fact]
    public async Task Other_request_with_the_same_key_is_a_422()
    {
        var key = Key();
        var user = await api.SendAsync("POST", "/api/users", Body(), key);
        var one = $"/api/users/{user.Id}";

        Answer[] others =
        [
            await api.SendAsync("POST", "/api/users", Body(), key),
            await api.SendAsync("PATCH", one, """{"name":"New"}""", key),
            await api.SendAsync("DELETE", one, null, key),
            await api.SendAsync("POST", $"{one}/restore", null, key),
        ];

        Assert.All(others, other => Assert.Equal(
            (422, "Idempotency key already used for another request"), (other.Status, other.Error)));
        Assert.Equal(user.ETag, (await api.SendAsync("GET", one)).ETag);
    }

    [Fact]
    public async Task Other_condition_makes_another_request()
    {
        var (user, key) = (await api.CreateAsync(), Key());
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"New"}""", key);

        var answer = await api.SendAsync(
            "PATCH", $"/api/users/{user.Id}", """{"name":"New"}""", key, ("If-Match", user.ETag!));

        Assert.Equal(422, answer.Status);
    }

    [Theory]
    [InlineData("Idempotency-Key: ")]
    [InlineData("Idempotency-Key: a b")]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: b")]
    [InlineData("Idempotency-Key: 256")]
    public async Task Invalid_key_is_refused(string header)
    {
        var line = header.Replace("256", new string('k', 256), StringComparison.Ordinal);

        var answer = await RawConnection.SendAsync(
            api.Port, $"DELETE /api/users/999999 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{line}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains(
            "\"error\":\"Invalid header\",\"details\":{\"Idempotency-Key\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Longest_key_is_accepted()
    {
        var answer = await api.SendAsync("POST", "/api/users", Body(), ("Idempotency-Key", new string('~', 255)));

        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task Expired_key_is_new_again()
    {
        var (user, key) = (await api.CreateAsync(), Key());
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"Old"}""", key);
        await ExecuteAsync("update idempotency_keys set expires_at = now() where key = @key", new { key = key.Value });

        var later = await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"New"}""", key);
        var again = await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"New"}""", key);

        Assert.Equal((200, null), (later.Status, later.Header("Idempotency-Replayed")));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Expired_key_creates_another_user()
    {
        var (body, key) = (Body(), Key());
        var first = await api.SendAsync("POST", "/api/users", body, key);
        await ExecuteAsync("update idempotency_keys set expires_at = now() where key = @key", new { key = key.Value });

        var later = await api.SendAsync("POST", "/api/users", Body(), key);
        var again = await api.SendAsync("POST", "/api/users", body, key);

        Assert.Equal((201, 201, null), (first.Status, later.Status, later.Header("Idempotency-Replayed")));
        Assert.Equal(422, again.Status);
    }

    [Fact]
    public async Task Response_that_another_process_stores_meanwhile_is_replayed()
    {
        var (body, stored, key) = (Body(), Key(), Key());
        var first = await api.SendAsync("POST", "/api/users", body, stored);
        await using var other = new NpgsqlConnection(api.Database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var storing = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync(
            """
            insert into idempotency_keys
            select actor, @key, fingerprint, user_id, status, body, etag, location, created_at, expires_at
            from idempotency_keys
            where key = @stored
            """,
            new { key = key.Value, stored = stored.Value });
        var meanwhile = api.SendAsync("POST", "/api/users", body, key);
        await WaitingAsync();
        await storing.CommitAsync(TestContext.Current.CancellationToken);

        var answer = await meanwhile;

        Assert.Equal((201, "true"), (answer.Status, answer.Header("Idempotency-Replayed")));
        Assert.Equal(first.Body, answer.Body);
    }

    [Fact]
    public async Task Repeat_of_a_creation_before_the_response_is_a_409_with_retry_after()
    {
        var (email, key) = (api.NextEmail(), Key());
        await using var other = new NpgsqlConnection(api.Database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync(
            """
            insert into users (name, email, email_key, name_folded, email_folded)
            values ('Ada', @email, @email, 'ada', @email)
            """,
            new { email });
        var first = api.SendAsync("POST", "/api/users", Body(email), key);
        await WaitingAsync();

        var second = await api.SendAsync("POST", "/api/users", Body(email), key);
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal((409, "Request in progress", "1"), (second.Status, second.Error, second.Header("Retry-After")));
        Assert.Equal((201, null), ((await first).Status, (await first).Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Repeat_before_the_response_is_a_409_with_retry_after()
    {
        var (user, key) = (await api.CreateAsync(), Key());
        await using var other = new NpgsqlConnection(api.Database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("select from users where id = @id for update", new { user.Id });
        var first = PatchAsync(user, key);
        await WaitingAsync();

        var second = await PatchAsync(user, key);
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal((409, "Request in progress", "1"), (second.Status, second.Error, second.Header("Retry-After")));
        Assert.Equal((200, null), ((await first).Status, (await first).Header("Idempotency-Replayed")));
        Assert.Equal("true", (await PatchAsync(user, key)).Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Disconnect_before_the_response_undoes_the_write_and_frees_the_key()
    {
        var (user, key) = (await api.CreateAsync(), Key());
        await using var other = new NpgsqlConnection(api.Database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await other.ExecuteAsync("select from users where id = @id for update", new { user.Id });
        await using (var line = await RawConnection.OpenAsync(api.Port))
        {
            await line.WriteAsync(Encoding.ASCII.GetBytes(
                $"PATCH /api/users/{user.Id} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + $"Idempotency-Key: {key.Value}\r\nContent-Length: 14\r\n\r\n{{\"name\":\"New\"}}"));
            await WaitingAsync();
        }

        await api.UntilNoKeyIsHeldAsync();
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Equal(user.ETag, (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
        var answer = await PatchAsync(user, key);
        Assert.Equal((200, null), (answer.Status, answer.Header("Idempotency-Replayed")));
    }

    private (string Name, string Value) Key() =>
        ("Idempotency-Key", $"key-{GetHashCode()}-{Interlocked.Increment(ref _keys)}");

    private string Body(string? email = null) => $$"""{"name":"Ada","email":"{{email ?? api.NextEmail()}}"}""";

    private Task<Answer> PatchAsync(Answer user, (string, string) key) =>
        api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"New"}""", key);

    private Task WaitingAsync() => Eventually.EqualAsync(1, WaitersAsync);

    /// <returns>The number of the service's statements that wait for a lock.</returns>
    private async Task<int> WaitersAsync()
    {
        await using var connection = new NpgsqlConnection(api.Database);
        return await connection.ExecuteScalarAsync<int>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    private async Task ExecuteAsync(string sql, object parameters)
    {
        await using var connection = new NpgsqlConnection(api.Database);
        await connection.ExecuteAsync(sql, parameters);
    }
}
