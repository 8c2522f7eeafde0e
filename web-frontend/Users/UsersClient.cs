using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Platform.Requests;
using Platform.Timing;
using Polly.CircuitBreaker;

namespace WebFrontend.Users;

/// <summary>The response of users-service: the value, or why there is none.</summary>
/// <param name="Value">Null when it was refused.</param>
internal sealed record Answer<T>(T? Value, Refusal? Refusal)
    where T : class
{
    /// <summary>The position of the write; null for a read (<see cref="LastWrite"/>).</summary>
    public string? Written { get; init; }
}

/// <summary>
/// Calls users-service. A read that one replica does not answer, or cannot answer now, is asked of another; a write
/// only when the first was not reached. When the service is unavailable, the answer is
/// <see cref="Refusal.Unavailable"/>.
/// </summary>
internal sealed class UsersClient(HttpClient http, Replicas replicas, UsersSettings settings, TimeProvider clock)
{
    private const string Path = "/api/users";
    private const int MaxAttempts = 3;

    /// <summary>How long the first replica may take to answer a read.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cursor">Where the page begins; null for the newest users.</param>
    public Task<Answer<UserList>> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var query = QueryString.Create("limit", limit.ToString(CultureInfo.InvariantCulture)).Add("count", "capped");
        query = cursor is null ? query : query.Add("cursor", cursor);

        return AskAsync(
            () => new HttpRequestMessage(HttpMethod.Get, $"{Path}{query}"), UserLists.ReadAsync, cancellationToken);
    }

    public Task<Answer<User>> CreateAsync(NewUser user, CancellationToken cancellationToken) => AskAsync(
        () => new HttpRequestMessage(HttpMethod.Post, Path)
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
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        var answer = new Answer<T>(null, Refusal.Unavailable);
        var all = replicas.InOrder();
        foreach (var (index, replica) in all.Take(MaxAttempts).Index())
        {
            using var message = request();
            var isSafe = message.Method == HttpMethod.Get;
            message.RequestUri = new Uri(replica.Address, message.RequestUri!);
            message.Headers.Host = replica.Host;
            var patience = isSafe && index == 0 && all.Length > 1 ? Patience : Timeout.InfiniteTimeSpan;
            try
            {
                (answer, var isFinal) = await replica.AskAsync(
                    token => SendAsync(message, read, patience, deadline, token), cancellationToken);
                if (isFinal || !isSafe)
                {
                    return answer;
                }
            }
            catch (Exception error) when (MayTryAnother(isSafe, error) && !deadline.IsExceeded)
            {
                // The next replica is asked.
            }
            catch (Exception error) when (error is BrokenCircuitException || FailureReason(error) is not null)
            {
                break;
            }
        }

        return answer;
    }

    /// <returns>The answer, and whether another replica would give the same.</returns>
    private async ValueTask<(Answer<T> Answer, bool IsFinal)> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T?>> read, TimeSpan patience,
        Deadline whole, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new Deadline(patience, clock, whole.Token);
        try
        {
            using var response = await http.SendAsync(request, deadline.Token);
            return response.IsSuccessStatusCode
                ? (new(await read(response, deadline.Token) ?? throw new JsonException("null"), null)
                {
                    Written = response.Headers.TryGetValues(LastWrite.Header, out var written) ? written.First() : null,
                }, true)
                : (new(null, await RefusalAsync(response, deadline.Token)),
                    response.StatusCode != HttpStatusCode.ServiceUnavailable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    /// <summary>A write only when nothing was done.</summary>
    private static bool MayTryAnother(bool isSafe, Exception error) =>
        error is BrokenCircuitException
        || error is HttpRequestException
        {
            InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused },
        }
        || (isSafe && FailureReason(error) is not null);

    /// <summary>A refusal is an answer. So is 503: users-service reports that its database is unavailable.</summary>
    private static async Task<Refusal?> RefusalAsync(
        HttpResponseMessage response, CancellationToken cancellationToken) =>
        response.StatusCode is HttpStatusCode.ServiceUnavailable or < HttpStatusCode.InternalServerError
            ? await response.Content.ReadFromJsonAsync(UserJson.Default.Refusal, cancellationToken)
            : throw new HttpRequestException(null, null, response.StatusCode);
}
