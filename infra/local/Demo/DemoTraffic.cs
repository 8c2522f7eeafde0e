using System.Net.Http.Json;
using System.Text.Json;

namespace Local.Demo;

/// <summary>
/// Steady traffic like that of users, bounded in rate and in the data that it leaves. It counts its requests and pauses
/// around the turn of each minute, so that its counts of a minute can be compared exactly with the measured ones.
/// </summary>
internal sealed class DemoTraffic(Uri gateway, TimeProvider clock, Action<DemoMinute> minuteDone) : IDisposable
{
    private const int MaxUsers = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StillAfterTurn = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan StillBeforeTurn = TimeSpan.FromMilliseconds(1200);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = gateway,
        Timeout = TimeSpan.FromSeconds(5),
    };

    private readonly Queue<long> _users = new();
    private readonly Lock _counting = new();
    private DemoMinute _minute;
    private long _number;

    /// <summary>Everything sent so far, answered or not.</summary>
    public DemoMinute Total { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var run = clock.GetUtcNow().ToUnixTimeSeconds();
        using var timer = new PeriodicTimer(Interval, clock);
        _minute = new DemoMinute(Truncate(clock.GetUtcNow()));
        Total = _minute;
        while (await NextTickAsync(timer, cancellationToken))
        {
            var now = clock.GetUtcNow();
            CloseMinute(now);
            if (!IsStill(now))
            {
                await StepAsync(run, _number++, cancellationToken);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private static Task<bool> NextTickAsync(PeriodicTimer timer, CancellationToken cancellationToken) =>
        timer.WaitForNextTickAsync(cancellationToken).AsTask().ContinueWith(
            tick => tick is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default);

    private static DateTimeOffset Truncate(DateTimeOffset at) =>
        new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), at.Offset);

    private static bool IsStill(DateTimeOffset now)
    {
        var intoMinute = now - Truncate(now);
        return intoMinute < StillAfterTurn || intoMinute > TimeSpan.FromMinutes(1) - StillBeforeTurn;
    }

    private void CloseMinute(DateTimeOffset now)
    {
        if (Truncate(now) is var minute && minute > _minute.Start)
        {
            minuteDone(_minute);
            _minute = new DemoMinute(minute);
        }
    }

    /// <summary>One of the steps that users repeat: look, find, register, correct, leave, mistype.</summary>
    private Task StepAsync(long run, long number, CancellationToken cancellationToken) => (number % 10) switch
    {
        0 => CreateAsync(run, number, cancellationToken),
        1 => SendAsync(HttpMethod.Get, "/", null, cancellationToken),
        2 => SendAsync(HttpMethod.Get, "/api/users", null, cancellationToken),
        5 => SendAsync(HttpMethod.Get, "/api/users?limit=20", null, cancellationToken),
        3 when _users.Count > 0 => SendAsync(
            HttpMethod.Patch, $"/api/users/{_users.Last()}", new { name = $"Demo Person {number}" }, cancellationToken),
        4 when _users.Count > MaxUsers => SendAsync(
            HttpMethod.Delete, $"/api/users/{_users.Dequeue()}", null, cancellationToken),
        6 => SendAsync(HttpMethod.Post, "/api/users", new { name = "", email = "not an address" }, cancellationToken),
        7 => SendAsync(HttpMethod.Get, "/api/users/999999999", null, cancellationToken),
        _ => SendAsync(
            HttpMethod.Get, _users.TryPeek(out var user) ? $"/api/users/{user}" : "/api/users", null,
            cancellationToken),
    };

    private async Task CreateAsync(long run, long number, CancellationToken cancellationToken)
    {
        var user = new { name = $"Demo Person {number}", email = Invariant($"demo-{run}-{number}@example.org") };
        if (await SendAsync(HttpMethod.Post, "/api/users", user, cancellationToken) is { } created
            && created.TryGetProperty("id", out var id))
        {
            _users.Enqueue(id.GetInt64());
        }
    }

    private async Task<JsonElement?> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.UserAgent.ParseAdd("evenkeel-demo/1");
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var isBad = (int)response.StatusCode >= 500;
            Count(new DemoMinute(default) { Good = isBad ? 0 : 1, Bad = isBad ? 1 : 0 });
            return method == HttpMethod.Post
                && response is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "application/json" }
                ? await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)
                : null;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            Count(new DemoMinute(default) { Unanswered = 1 });
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Count(DemoMinute one)
    {
        lock (_counting)
        {
            _minute += one;
            Total += one;
        }
    }
}

/// <summary>What the demo traffic sent in one minute.</summary>
/// <param name="Start">The minute, UTC.</param>
internal readonly record struct DemoMinute(DateTimeOffset Start)
{
    /// <summary>Answered with a status below 500.</summary>
    public int Good { get; init; }

    /// <summary>Answered with 5xx.</summary>
    public int Bad { get; init; }

    /// <summary>No answer: refused, cut off, or later than five seconds.</summary>
    public int Unanswered { get; init; }

    public static DemoMinute operator +(DemoMinute left, DemoMinute right) => left with
    {
        Good = left.Good + right.Good,
        Bad = left.Bad + right.Bad,
        Unanswered = left.Unanswered + right.Unanswered,
    };
}
