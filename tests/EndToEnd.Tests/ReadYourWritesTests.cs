using System.Net.Http.Json;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>
/// A client without cookies, and two replicas of everything whose memory has just been filled: it sees its own writes
/// at once, whichever replica answers.
/// </summary>
[Collection(SystemFixture.Registering)]
public sealed class ReadYourWritesTests(SystemFixture system) : IDisposable
{
    private readonly HttpClient _client =
        new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = system.Address };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Client_sees_its_own_writes_in_lists_pages_and_users()
    {
        for (var round = 0; round < 10; round++)
        {
            await FillAsync(null);
            var name = $"Written {Guid.NewGuid():N}";
            using var created = await _client.PostAsJsonAsync(
                "/api/users", new { name, email = $"{Guid.NewGuid():N}@example.org" }, Cancellation);
            created.EnsureSuccessStatusCode();
            var id = (await created.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetInt64();

            Assert.All(await FillAsync(null), answer => Assert.Contains(name, answer, StringComparison.Ordinal));

            await FillAsync(id);
            using var renamed = await _client.PatchAsJsonAsync(
                $"/api/users/{id}", new { name = $"Re{name}" }, Cancellation);
            renamed.EnsureSuccessStatusCode();

            Assert.All(await FillAsync(id), answer => Assert.Contains($"Re{name}", answer, StringComparison.Ordinal));

            using var deleted = await _client.DeleteAsync($"/api/users/{id}", Cancellation);
            deleted.EnsureSuccessStatusCode();

            Assert.All(await FillAsync(null), answer => Assert.DoesNotContain(name, answer, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Asks so often that every replica is asked.</summary>
    private async Task<string[]> FillAsync(long? id)
    {
        string[] paths = [.. id is null ? Array.Empty<string>() : [$"/api/users/{id}"], "/api/users?limit=20", "/"];
        return await Task.WhenAll(Enumerable.Repeat(paths, 6).SelectMany(each => each)
            .Select(path => _client.GetStringAsync(path, Cancellation)));
    }
}
