using System.Globalization;
using System.Net;
using System.Text.Json;
using Platform.Resilience;
using Platform.Timing;
using Polly.CircuitBreaker;

namespace WebFrontend.Users;

/// <summary>The response of users-service: the value, or why there is none.</summary>
internal sealed record Answer<T>(T? Value, Refusal? Refusal)
    where T : class;

/// <summary>
/// Calls users-service through the breaker <c>users</c>. When the service is unavailable, the answer is
/// <see cref="Refusal.Unavailable"/>.
/// </summary>
internal sealed class UsersClient(
    HttpClient http,
    [FromKeyedServices(UsersClient.BreakerName)] Breaker breaker,
    UsersSettings settings,
    TimeProvider clock)
{
    public const string BreakerName = "users";

    private const string Address = "/api/users";

    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cursor">Where the page begins; null for the newest users.</param>
    public Task<Answer<UserList>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = QueryString.Create("limit", limit.ToString(CultureInfo.InvariantCulture)).Add("count", "capped");
        query = cursor is null ? query : query.Add("cursor", cursor);

        return AskAsync(
            () => new HttpRequestMessage(HttpMethod.Get, $"{Address}{query}"), UserLists.ReadAsync, cancellationToken);
    }

    public Task<Answer<User>> CreateAsync(NewUser user, CancellationToken cancellationToken) => AskAsync(
        () => new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = JsonContent.Create(user, UserJson.Default.NewUser),
        },
        (response, token) => response.Content.ReadFromJsonAsync(UserJson.Default.User, token),
        cancellationToken);

    /// <returns>A fixed word when users-service did not answer properly, otherwise null.</returns>
    internal static string? FailureReason(Exception error) => error switch
    {
        TimeoutException => "timeout",
        HttpRequestException { StatusCode: not null } => "server_error",
        HttpRequestException => "connection",
        JsonException => "unreadable",
        _ => null,
    };

    private async Task<Answer<T>> AskAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T?>> read,
        CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await breaker.ExecuteAsync(token => SendAsync(request, read, token), cancellationToken);
        }
        catch (Exception error) when (error is BrokenCircuitException || FailureReason(error) is not null)
        {
            return new(null, Refusal.Unavailable);
        }
    }

    private async ValueTask<Answer<T>> SendAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T?>> read,
        CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        using var message = request();
        try
        {
            using var response = await http.SendAsync(message, deadline.Token);
            return response.IsSuccessStatusCode
                ? new(await read(response, deadline.Token) ?? throw new JsonException("null"), null)
                : new(null, await RefusalAsync(response, deadline.Token));
        }
        catch (OperationCanceledException) when (deadline.IsExceeded)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>A refusal is an answer. So is 503: users-service reports that its database is unavailable.</summary>
    private static async Task<Refusal?> RefusalAsync(
        HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode is HttpStatusCode.ServiceUnavailable or < HttpStatusCode.InternalServerError
            ? await response.Content.ReadFromJsonAsync(UserJson.Default.Refusal, cancellationToken)
            : throw new HttpRequestException(null, null, response.StatusCode);
}
