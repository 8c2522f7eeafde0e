using System.Collections.Concurrent;
using System.Net;
using NpgsqlTypes;
using UsersService.Api;
using UsersService.Database;

namespace UsersService.ReadReplica;

/// <summary>
/// Read your writes: after a write the client is told the primary's position in its log, as a header and a cookie, and
/// whoever brings it, or wrote through this process a minute ago or less, is not shown anything older. A write that was
/// refused for what is in the database counts as well: who looks it up must find it.
/// </summary>
internal sealed class ReadYourWrites(UsersDatabase database, TimeProvider clock, ReplicaDatabase? replica = null)
{
    public const string Header = "X-Last-Write";
    public const string Cookie = "last_write";

    /// <summary>No replica has come so far.</summary>
    public static readonly NpgsqlLogSequenceNumber PrimaryOnly = new(ulong.MaxValue);

    private const int Remembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Write> _writers = [];
    private Write? _anybody;

    /// <returns>What this client must see; null when it did not write lately.</returns>
    public NpgsqlLogSequenceNumber? Of(HttpContext context) =>
        context.Request.Headers.TryGetValue(Header, out var header) ? Read(header.ToString())
        : context.Request.Cookies.TryGetValue(Cookie, out var cookie) ? Read(cookie)
        : Recent(_writers.GetValueOrDefault(ClientOf(context))) ?? Recent(_anybody);

    /// <returns>Whether the answer to a write says that it was done, or what stood in its way.</returns>
    public static bool TellsOfState(int status) => status is (>= 200 and < 300) or 409 or 412;

    public async Task NoteAsync(HttpContext context)
    {
        var position = replica is null ? default : await PrimaryPositionAsync();
        Remember(ClientOf(context), new(position, clock.GetUtcNow()));
        context.Response.Headers[Header] = position.ToString();
        context.Response.Cookies.Append(Cookie, position.ToString(), new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = UserPaths.All,
            MaxAge = RememberedFor,
        });
    }

    private async Task<NpgsqlLogSequenceNumber> PrimaryPositionAsync()
    {
        try
        {
            var position = await database.ReadOneAsync<string>(
                "select pg_current_wal_insert_lsn()::text", null, CancellationToken.None);
            return NpgsqlLogSequenceNumber.Parse(position!);
        }
        catch (Exception away) when (DatabaseFailure.MeansUnavailable(away))
        {
            // The write is done all the same.
            return PrimaryOnly;
        }
    }

    private void Remember(string client, Write write)
    {
        if (_writers.Count >= Remembered && !_writers.ContainsKey(client))
        {
            // From now on whoever asks might be one of those that are forgotten.
            _anybody = write;
            _writers.Clear();
        }

        _writers[client] = write;
    }

    private static NpgsqlLogSequenceNumber Read(string text) =>
        NpgsqlLogSequenceNumber.TryParse(text, out var position) ? position : PrimaryOnly;

    private NpgsqlLogSequenceNumber? Recent(Write? write) =>
        write is not null && clock.GetUtcNow() - write.At < RememberedFor ? write.Position : null;

    /// <remarks>The gateway sets the header to the client's address; whoever else sends one harms nobody.</remarks>
    private static string ClientOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name
        : IPAddress.TryParse(context.Request.Headers["X-Forwarded-For"], out var address) ? address.ToString()
        : context.Connection.RemoteIpAddress?.ToString() ?? "";

    private sealed record Write(NpgsqlLogSequenceNumber Position, DateTimeOffset At);
}
