namespace UsersService.Tests.Users;

public sealed class RaceTests(UsersApi api) : IClassFixture<UsersApi>
{
    private const int Racers = 40;

    [Fact]
    public async Task Of_many_who_register_one_address_at_once_one_gets_it()
    {
        var answers = await RaceAsync(racer => api.CreateAsync($"Racer {racer}", "race@example.com"));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Of_many_who_change_one_version_at_once_one_does()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(racer => api.SendAsync(
            "PUT", $"/api/users/{user.Id}", $$"""{"name":"Racer {{racer}}","email":"racer@example.com"}""", ("If-Match", user.ETag!)));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 412));
        Assert.Equal($"\"{user.Id}-2\"", (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task Changes_at_once_without_a_condition_are_all_made()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(racer => api.SendAsync("PATCH", $"/api/users/{user.Id}", $$"""{"name":"Racer {{racer}}"}"""));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal($"\"{user.Id}-{Racers + 1}\"", (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Fact]
    public async Task Of_many_who_delete_one_user_at_once_one_does()
    {
        var user = await api.CreateAsync();

        var answers = await RaceAsync(_ => api.SendAsync("DELETE", $"/api/users/{user.Id}"));

        Assert.Equal(1, answers.Count(answer => answer.Status == 204));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 404));
    }

    [Fact]
    public async Task Of_many_who_take_one_address_by_a_change_at_once_one_gets_it()
    {
        var users = await RaceAsync(_ => api.CreateAsync());

        var answers = await RaceAsync(racer => api.SendAsync("PATCH", $"/api/users/{users[racer].Id}", """{"email":"wanted@example.com"}"""));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(Racers - 1, answers.Count(answer => answer.Status == 409));
    }

    private static Task<Answer[]> RaceAsync(Func<int, Task<Answer>> run) => Task.WhenAll(Enumerable.Range(0, Racers).Select(run));
}
