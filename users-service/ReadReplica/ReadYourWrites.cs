using System.Collections.Concurrent;
using NpgsqlTypes;
using UsersService.Api;
using UsersService.Database;

namespace UsersService.ReadReplica;

/// <summary>
/// Read your writes: the response to a write carries the primary's log position, as a header and a cookie. A client
/// that sends it, or wrote through this process within the last minute, reads nothing older. A write that was refused
/// because of stored data counts as well: the client must find that data.
/// </summary>
internal sealed class ReadYourWrites(UsersDatabase database, TimeProvider clock, ReplicaDatabase? replica = null)
{
    public const string Header = "X-Last-Write";
    public const string Cookie = "last_write";

    /// <summary>A position that no read replica reaches.</summary>
    public static readonly NpgsqlLogSequenceNumber PrimaryOnly = new(ulong.MaxValue);

    private const int Remembered = 10_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Write> _writers = [];
    private Write? _anyClient;

    public NpgsqlLogSequenceNumber? Of(HttpContext context) =>
        context.Request.Headers.TryGetValue(Header, out var header) ? Read(header.ToString())
        : context.Request.Cookies.TryGetValue(Cookie, out var cookie) ? Read(cookie)
        : Recent(_writers.GetValueOrDefault(Client.Of(context))) ?? Recent(_anyClient);

    /// <returns>Whether the response says that a write was done, or which stored data prevented it.</returns>
    public static bool TellsOfState(int status) => status is (>= 200 and < 300) or 409 or 412;

    public async Task NoteAsync(HttpContext context)
    {
        var position = replica is null ? default : await PrimaryPositionAsync();
        Remember(Client.Of(context), new(position, clock.GetUtcNow()));
        context.Response.Headers[Header] = position.ToString();
        context.Response.Cookies.Append(Cookie, position.ToString(), new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.Headers["X-Forwarded-Proto"] is ["https"],
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
            // From now on any client may be one of those that were dropped.
            _anyClient = write;
            _writers.Clear();
        }

        _writers[client] = write;
    }

    private static NpgsqlLogSequenceNumber Read(string text) =>
        NpgsqlLogSequenceNumber.TryParse(text, out var position) ? position : PrimaryOnly;

    private NpgsqlLogSequenceNumber? Recent(Write? write) =>
        write is not null && clock.GetUtcNow() - write.At < RememberedFor ? write.Position : null;

    private sealed record Write(NpgsqlLogSequenceNumber Position, DateTimeOffset At);
}
