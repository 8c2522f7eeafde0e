using System.Collections.Concurrent;
using NpgsqlTypes;
using Platform.Requests;
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
    /// <summary>A position that no read replica reaches.</summary>
    public static readonly NpgsqlLogSequenceNumber PrimaryOnly = new(ulong.MaxValue);

    private const int Remembered = 10_000;
    private readonly ConcurrentDictionary<string, Write> _writers = [];
    private Write? _anyClient;

    /// <returns>The position of the client's last write; null when it has not written lately.</returns>
    public NpgsqlLogSequenceNumber? Of(HttpContext context) => Sent(context) ?? OfThisProcess(context);

    /// <returns>
    /// Whether what this process has read since its own last write, directly from the primary, is new enough.
    /// </returns>
    public bool AllowsMemory(HttpContext context) =>
        Sent(context) is null && (replica is null || OfThisProcess(context) is null);

    /// <returns>Whether the response says that a write was done, or which stored data prevented it.</returns>
    public static bool TellsOfState(int status) => status is (>= 200 and < 300) or 409 or 412;

    public async Task NoteAsync(HttpContext context)
    {
        var position = replica is null ? default : await PrimaryPositionAsync();
        Remember(Client.Of(context), new(position, clock.GetUtcNow()));
        LastWrite.Send(context, position.ToString());
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

    private static NpgsqlLogSequenceNumber? Sent(HttpContext context) =>
        LastWrite.Of(context.Request) is { } position ? Read(position) : null;

    private NpgsqlLogSequenceNumber? OfThisProcess(HttpContext context) =>
        _writers.IsEmpty ? null : Recent(_writers.GetValueOrDefault(Client.Of(context))) ?? Recent(_anyClient);

    private static NpgsqlLogSequenceNumber Read(string text) =>
        NpgsqlLogSequenceNumber.TryParse(text, out var position) ? position : PrimaryOnly;

    private NpgsqlLogSequenceNumber? Recent(Write? write) =>
        write is not null && clock.GetUtcNow() - write.At < LastWrite.SentFor ? write.Position : null;

    private sealed record Write(NpgsqlLogSequenceNumber Position, DateTimeOffset At);
}
