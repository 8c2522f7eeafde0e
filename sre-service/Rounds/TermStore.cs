using System.Buffers;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace SreService.Rounds;

/// <summary>The row that names the leader and its term, with the state of the last round.</summary>
internal sealed class TermStore(NpgsqlDataSource source)
{
    // Reused: with many replicas the text is megabytes, every few seconds.
    private readonly ArrayBufferWriter<byte> _text = new();

    /// <returns>The current term.</returns>
    public async Task<long> TermAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("select term from evaluator", cancellationToken: cancellationToken));
    }

    /// <param name="connection">In the transaction that reads what belongs to the round.</param>
    /// <param name="seen">The round whose state is known already.</param>
    public static async Task<Round> ReadAsync(
        NpgsqlConnection connection, long? seen, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleAsync<RoundRow>(new CommandDefinition(
            """
            select term, holder, since, round, read_at,
                   case when round is distinct from @seen then state::text end as state
            from evaluator
            """,
            new { seen }, cancellationToken: cancellationToken));
        return row.ToRound();
    }

    /// <summary>Begins a term; nothing is written in an earlier one any more.</summary>
    /// <returns>The new term.</returns>
    public async Task<long> BeginTermAsync(string holder, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "update evaluator set term = term + 1, holder = @holder, since = @now returning term",
            new { holder, now = now.UtcDateTime }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// Begins to write a round; no other can begin before this one is committed. Not thread-safe.
    /// </summary>
    /// <returns>Its number; null if the term has ended.</returns>
    public async Task<long?> NextAsync(
        NpgsqlConnection connection, Batch batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            update evaluator set round = round + 1, read_at = $1, state = $2
            where term = $3
            returning round
            """,
            connection);
        command.Parameters.Add(new() { Value = batch.Tick.UtcDateTime });
        command.Parameters.Add(new() { Value = Text(batch.Document), NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.Add(new() { Value = batch.Term });
        return (long?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private ReadOnlyMemory<byte> Text(RoundDocument document)
    {
        _text.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_text);
        JsonSerializer.Serialize(writer, document, RoundJson.Default.RoundDocument);
        return _text.WrittenMemory;
    }

    private sealed record RoundRow(
        long Term, string Holder, DateTime Since, long Round, DateTime? ReadAt, string? State)
    {
        public Round ToRound() => new(
            Term, Holder, Since, Round, ReadAt,
            State is null ? null : JsonSerializer.Deserialize(State, RoundJson.Default.RoundDocument));
    }
}

/// <summary>The last round as the database has it.</summary>
/// <param name="Term">Grows with every change of the leader.</param>
/// <param name="Holder">The instance id of the leader; empty before the first.</param>
/// <param name="Since">When its term began.</param>
/// <param name="Number">Grows with every round that is written.</param>
/// <param name="ReadAt">When the replicas were scraped; null before the first round.</param>
/// <param name="Document">The round state; null if it is known already or there is none.</param>
internal sealed record Round(
    long Term, string Holder, DateTimeOffset Since, long Number, DateTimeOffset? ReadAt, RoundDocument? Document);
