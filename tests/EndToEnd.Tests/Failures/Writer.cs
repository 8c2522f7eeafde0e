using System.Net.Http.Json;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// A client that registers users, renames them and deletes some. Every other one sends an Idempotency-Key, and repeats
/// what was not acknowledged until it knows.
/// </summary>
internal sealed class Writer(Client client, AcknowledgedWrites writes, bool repeats)
{
    private const int Renames = 3;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await LifeOfOneAsync(writes.New(), stop);
        }
    }

    private async Task LifeOfOneAsync(DrillUser user, CancellationToken stop)
    {
        if (!await WriteAsync(HttpMethod.Post, user, 0, stop))
        {
            return;
        }

        for (var revision = 1; revision <= Renames; revision++)
        {
            if (!await WriteAsync(HttpMethod.Patch, user, revision, stop))
            {
                return;
            }
        }

        if (user.Number % 4 == 0)
        {
            await WriteAsync(HttpMethod.Delete, user, DrillUser.Deleted, stop);
        }
    }

    /// <returns>Whether it was acknowledged.</returns>
    private async Task<bool> WriteAsync(HttpMethod method, DrillUser user, int state, CancellationToken stop)
    {
        var key = repeats ? Guid.NewGuid().ToString("N") : null;
        user.Attempt(state);
        do
        {
            var reply = await client.SendAsync(
                "write", () => Request(method, user, state, key),
                answer => WrongWith(answer, method, user, state, key));
            if (reply is { Status: >= 200 and < 300 })
            {
                if (method == HttpMethod.Post)
                {
                    writes.Registered(user, reply.Json!.Value.GetProperty("id").GetInt64());
                }

                user.Acknowledge(state);
                return true;
            }
        }
        while (repeats && !stop.IsCancellationRequested);

        return false;
    }

    private static HttpRequestMessage Request(HttpMethod method, DrillUser user, int state, string? key)
    {
        var path = method == HttpMethod.Post ? "/api/users" : $"/api/users/{user.Id}";
        var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Delete)
        {
            request.Content = JsonContent.Create(new { name = user.NameOf(state), email = user.Email });
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return request;
    }

    private static string? WrongWith(
        Reply reply, HttpMethod method, DrillUser user, int state, string? key) => reply.Status switch
        {
            201 when method == HttpMethod.Post => Reader.WrongWith(reply.Json, user, state),
            200 when method == HttpMethod.Patch => Reader.WrongWith(reply.Json, user, state),
            204 when method == HttpMethod.Delete => null,
            503 => null,
            // The first attempt was not answered in time, and is not over yet.
            409 when key is not null && reply.Json?.GetProperty("error").GetString() == "Request in progress" => null,
            _ => $"{method} was answered with {reply.Status} {reply.Json}",
        };
}
