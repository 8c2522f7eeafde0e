using System.Text.Json;
using Dapper;
using Npgsql;
using SreService.Database;

namespace SreService.Incidents;

/// <summary>Incidents and operators' entries in the database; nothing is ever deleted.</summary>
internal sealed class IncidentStore(DatabaseQuery database, IncidentEntryCache cache, TimeProvider clock)
{
    private const string Entries = "select incident, at, author, kind, severity, text from incident_entries";

    public static Task<int> ReplaceAsync(
        NpgsqlConnection connection, IReadOnlyList<Incident> incidents, CancellationToken cancellationToken)
    {
        var newest = incidents.GroupBy(incident => incident.Id).Select(versions => versions.Last()).ToArray();
        return newest.Length == 0 ? Task.FromResult(0) : connection.ExecuteAsync(new CommandDefinition(
            """
            insert into incidents (id, component, detected_at, resolved_at, by_hand, incident)
            select id, component, detected_at, resolved_at, false, incident::json
            from unnest(@ids, @components, @detectedAt, @resolvedAt, @incidents)
                as given (id, component, detected_at, resolved_at, incident)
            on conflict (id) do update
            set component = excluded.component, resolved_at = excluded.resolved_at, incident = excluded.incident
            """,
            new
            {
                ids = newest.Select(incident => incident.Id).ToArray(),
                components = newest.Select(incident => incident.Component).ToArray(),
                detectedAt = newest.Select(incident => incident.DetectedAt.UtcDateTime).ToArray(),
                resolvedAt = newest.Select(incident => incident.ResolvedAt?.UtcDateTime).ToArray(),
                incidents = newest.Select(Text).ToArray(),
            },
            cancellationToken: cancellationToken));
    }

    /// <summary>Reloads the cache.</summary>
    /// <returns>Whether the database answered; if not, the cache stays as it is.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken) => await database.TryAsync(
        async (connection, token) =>
        {
            const string Which = "(resolved_at is null or resolved_at > @since)";
            var parameters = new { since = (clock.GetUtcNow() - IncidentList.Remembered).UtcDateTime };
            var entries = await EntriesAsync(
                connection, $"where incident in (select id from incidents where {Which})", parameters, token);
            var byHand = await ReadAsync(connection, $"where by_hand and {Which}", parameters, token);
            cache.Replace(entries, [.. byHand.Select(incident => incident.With(entries))]);
            return this;
        },
        cancellationToken) is not null;

    /// <returns>
    /// Incidents that are open or were detected since then, with their entries applied, newest first.
    /// </returns>
    public static async Task<IReadOnlyList<Incident>> SinceAsync(
        NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        const string Which = "where detected_at >= @since or resolved_at is null";
        var parameters = new { since = since.UtcDateTime };
        var entries = await EntriesAsync(
            connection, $"where incident in (select id from incidents {Which})", parameters, cancellationToken);
        return [.. (await ReadAsync(connection, Which, parameters, cancellationToken))
            .Select(incident => incident.With(entries))];
    }

    /// <returns>The incident with its entries applied; null when there is none.</returns>
    public static async Task<(Incident? Incident, IReadOnlyList<IncidentEntry> Entries)> FindAsync(
        NpgsqlConnection connection, string id, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(connection, "where incident = @id", new { id }, cancellationToken);
        var found = (await ReadAsync(connection, "where id = @id", new { id }, cancellationToken)).SingleOrDefault();
        return (found?.With(entries), entries);
    }

    /// <returns>False if the id exists; null if the database is unavailable.</returns>
    public async Task<bool?> OpenAsync(Incident incident, IncidentEntry entry, CancellationToken cancellationToken)
    {
        var opened = await database.TryAsync<object>(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(token);
                var rows = await connection.ExecuteAsync(new CommandDefinition(
                    """
                    insert into incidents (id, component, detected_at, resolved_at, by_hand, incident)
                    values (@Id, @Component, @detectedAt, null, true, @text::json)
                    on conflict do nothing
                    """,
                    new
                    {
                        incident.Id,
                        incident.Component,
                        detectedAt = incident.DetectedAt.UtcDateTime,
                        text = Text(incident)
                    },
                    cancellationToken: token));
                if (rows > 0)
                {
                    await AddAsync(connection, entry, token);
                }

                await transaction.CommitAsync(token);
                return rows > 0;
            },
            cancellationToken);
        await RefreshAsync(cancellationToken);
        return (bool?)opened;
    }

    /// <returns>False when the database is unavailable.</returns>
    public async Task<bool> AddEntryAsync(IncidentEntry entry, CancellationToken cancellationToken)
    {
        var added = await database.TryAsync<object>(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(token);
                var rows = await AddAsync(connection, entry, token);
                if (entry.Kind == EntryKind.Resolved)
                {
                    await connection.ExecuteAsync(new CommandDefinition(
                        """
                        update incidents set resolved_at = @at
                        where id = @Incident and by_hand and resolved_at is null
                        """,
                        new { at = entry.At.UtcDateTime, entry.Incident }, cancellationToken: token));
                }

                await transaction.CommitAsync(token);
                return rows;
            },
            cancellationToken);
        await RefreshAsync(cancellationToken);
        return added is not null;
    }

    private static string Text(Incident incident) =>
        JsonSerializer.Serialize(incident, StoredIncidentJson.Default.Incident);

    public static Task<int> AddAsync(
        NpgsqlConnection connection, IncidentEntry entry, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into incident_entries (incident, at, author, kind, severity, text)
            values (@Incident, @at, @Author, @kind, @severity, @Text)
            """,
            new
            {
                entry.Incident,
                at = entry.At.UtcDateTime,
                entry.Author,
                kind = entry.Kind.ToString().ToLowerInvariant(),
                severity = entry.Severity?.ToString(),
                entry.Text,
            },
            cancellationToken: cancellationToken));

    private static async Task<IReadOnlyList<Incident>> ReadAsync(
        NpgsqlConnection connection, string which, object parameters, CancellationToken cancellationToken)
    {
        var texts = await connection.QueryAsync<string>(new CommandDefinition(
            $"select incident::text from incidents {which} order by detected_at desc limit 1000", parameters,
            commandTimeout: 10, cancellationToken: cancellationToken));
        return [.. texts.Select(text => JsonSerializer.Deserialize(text, StoredIncidentJson.Default.Incident)!)];
    }

    private static async Task<IReadOnlyList<IncidentEntry>> EntriesAsync(
        NpgsqlConnection connection, string which, object parameters, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<EntryRow>(new CommandDefinition(
            $"{Entries} {which} order by id", parameters, commandTimeout: 10, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToEntry())];
    }

    private sealed record EntryRow(
        string Incident, DateTime At, string Author, string Kind, string? Severity, string? Text)
    {
        public IncidentEntry ToEntry() => new(
            Incident, At, Author, Enum.Parse<EntryKind>(Kind, ignoreCase: true),
            Severity is null ? null : Enum.Parse<IncidentSeverity>(Severity), Text);
    }
}
