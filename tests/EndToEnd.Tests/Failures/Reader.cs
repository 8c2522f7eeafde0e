using System.Text.Json;

namespace EndToEnd.Tests.Failures;

/// <summary>A client that reads users one by one and in lists, and knows what they may be.</summary>
internal sealed class Reader(Client client, AcknowledgedWrites writes)
{
    /// <summary>Another replica, or the cache, may be behind by so much without saying so.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);

    public async Task ReadOnesAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (writes.Any() is { Id: { } id } user)
            {
                var settled = TimeProvider.System.GetElapsedTime(user.AcknowledgedAt) > Lag;
                var mustBe = settled ? user.Acknowledged : DrillUser.Absent;
                await client.SendAsync(
                    "read one", () => new HttpRequestMessage(HttpMethod.Get, $"/api/users/{id}"),
                    reply => WrongWith(reply, user, mustBe));
            }

            await Client.PauseAsync();
        }
    }

    public async Task ReadListsAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await client.SendAsync(
                "read list", () => new HttpRequestMessage(HttpMethod.Get, "/api/users?limit=50"), WrongWithList);
            await Client.PauseAsync();
        }
    }

    /// <returns>What is wrong with a body that shows this user; null when nothing is.</returns>
    public static string? WrongWith(JsonElement? body, DrillUser user, int? state = null)
    {
        if (body is not { ValueKind: JsonValueKind.Object } json)
        {
            return "no user in the body";
        }

        var (email, name) = (json.GetProperty("email").GetString()!, json.GetProperty("name").GetString()!);
        return email != user.Email ? $"{email} instead of {user.Email}"
            : user.Id is { } id && json.GetProperty("id").GetInt64() != id ? $"another id than {id}"
            : user.RevisionOf(name) is not { } revision ? $"'{name}' of {email}"
            : state is { } wanted && revision != wanted ? $"revision {revision} instead of {wanted} of {email}"
            : null;
    }

    private static string? WrongWith(Reply reply, DrillUser user, int mustBe) => reply.Status switch
    {
        200 => WrongWith(reply.Json, user)
            ?? (!reply.Stale && user.RevisionOf(reply.Json!.Value.GetProperty("name").GetString()!) < mustBe
                ? $"older than what was acknowledged for {user.Email}, without saying so"
                : null),
        404 => user.MayBe(DrillUser.Deleted) ? null : $"{user.Email} was not found",
        503 => null,
        _ => $"a read was answered with {reply.Status}",
    };

    private string? WrongWithList(Reply reply) => reply.Status switch
    {
        200 => reply.Json!.Value.EnumerateArray().Select(WrongWithRow).FirstOrDefault(wrong => wrong is not null),
        503 => null,
        _ => $"a list was answered with {reply.Status}",
    };

    private string? WrongWithRow(JsonElement row) =>
        writes.Of(row.GetProperty("email").GetString()!) is { } user ? WrongWith(row, user) : null;
}
