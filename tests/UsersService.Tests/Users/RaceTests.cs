namespace UsersService.Tests.Users;

public sealed class RaceTests(UsersApi api) : IClassFixture<UsersApi>
{
    private const int Racers = 40;

    [Fact]
    public async Task Concurrent_registrations_of_one_email_have_one_winner()
    {
        var answers = await RaceAsync(racer => api.CreateAsync($"Racer {racer}", "race@example.com"));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Concurrent_changes_of_one_version_have_one_winner()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(racer => api.SendAsync(
            "PUT", $"/api/users/{user.Id}", $$"""{"name":"Racer {{racer}}","email":"racer@example.com"}""",
            ("If-Match", user.ETag!)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 412));
        Assert.Equal($"\"{user.Id}-2\"", (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task Concurrent_changes_without_a_condition_all_succeed()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(
            racer => api.SendAsync("PATCH", $"/api/users/{user.Id}", $$"""{"name":"Racer {{racer}}"}"""));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal($"\"{user.Id}-{Racers + 1}\"", (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task Concurrent_deletions_of_one_user_have_one_winner()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(_ => api.SendAsync("DELETE", $"/api/users/{user.Id}"));

        Assert.Equal(1, answers.Count(answer => answer.Status == 204));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 404));
    }

    [Fact]
    public async Task Concurrent_changes_to_one_email_have_one_winner()
    {
        var users = await RaceAsync(_ => api.CreateAsync());

        var answers = await RaceAsync(
            racer => api.SendAsync("PATCH", $"/api/users/{users[racer].Id}", """{"email":"wanted@example.com"}"""));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Concurrent_requests_with_one_key_get_one_response_or_a_409()
    {
        var answers = await RaceAsync(_ => api.SendAsync(
            "POST", "/api/users", """{"name":"Racer","email":"one.key@example.com"}""", ("Idempotency-Key", "race")));

        var created = answers.Where(answer => answer.Status == 201).ToArray();
        Assert.Single(created, answer => answer.Header("Idempotency-Replayed") is null);
        Assert.Single(created.Select(answer => answer.Body).Distinct());
        Assert.All(
            answers.Except(created),
            answer => Assert.Equal((409, "Request in progress"), (answer.Status, answer.Error)));
    }

    [Fact]
    public async Task Concurrent_restorations_and_registrations_of_one_email_have_one_winner()
    {
        var user = await api.CreateAsync(email: "again@example.com");
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");

        var answers = await RaceAsync(racer => racer % 2 == 0
            ? api.SendAsync("POST", $"/api/users/{user.Id}/restore")
            : api.CreateAsync(email: "again@example.com"));

        Assert.Single(answers, answer => answer.Status is 200 or 201);
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Concurrent_restorations_of_one_user_have_one_winner()
    {
        var user = await api.CreateAsync();
        await api.SendAsync("DELETE", $"/api/users/{user.Id}");

        var answers = await RaceAsync(_ => api.SendAsync("POST", $"/api/users/{user.Id}/restore"));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(
            Racers - 1, answers.Count(answer => answer.Status == 409 && answer.Error == "User is not deleted"));
        Assert.Equal($"\"{user.Id}-3\"", (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task Concurrent_deletion_and_changes_of_one_version_have_one_winner()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(racer => racer % 2 == 0
            ? api.SendAsync("DELETE", $"/api/users/{user.Id}", null, ("If-Match", user.ETag!))
            : api.SendAsync(
                "PATCH", $"/api/users/{user.Id}", $$"""{"name":"Racer {{racer}}"}""", ("If-Match", user.ETag!)));

        Assert.Single(answers, answer => answer.Status is 200 or 204);
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status is 404 or 412));
    }

    [Fact]
    public async Task Concurrent_erasures_all_succeed_and_one_is_recorded()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(_ => api.SendAsync("POST", $"/api/users/{user.Id}/erase", "{}"));

        Assert.All(answers, answer => Assert.Equal(204, answer.Status));
        Assert.Equal(2, (await api.SendAsync("GET", $"/api/users/{user.Id}/history")).Json.GetArrayLength());
    }

    [Fact]
    public async Task Concurrent_swap_of_two_emails_is_a_409_for_both()
    {
        var pairs = await RaceAsync(_ => api.CreateAsync());

        var answers = await RaceAsync(racer => api.SendAsync(
            "PATCH", $"/api/users/{pairs[racer].Id}",
            $$"""{"email":"{{pairs[racer ^ 1].Json.GetProperty("email").GetString()}}"}"""));

        Assert.All(answers, answer => Assert.Equal((409, "Email already exists"), (answer.Status, answer.Error)));
    }

    private static Task<Answer[]> RaceAsync(Func<int, Task<Answer>> run) =>
        Task.WhenAll(Enumerable.Range(0, Racers).Select(run));
}
