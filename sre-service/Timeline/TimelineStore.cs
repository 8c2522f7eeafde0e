using System.ComponentModel;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;

namespace SreService.Timeline;

/// <summary>The answer of <c>GET /sre/timeline</c>.</summary>
internal sealed record TimelineReport(
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("Newest first.")] [property: JsonPropertyName("happenings")]
    IReadOnlyList<TimelineEvent> Events,
    [property: Description("Value of until for the next page; null on the last.")] DateTimeOffset? Next);

/// <summary>Timeline events in the database: replicas, breakers, configuration, alerts and operators' notes.</summary>
internal static class TimelineStore
{
    public static Task<int> AddAsync(
        NpgsqlConnection connection, IReadOnlyList<TimelineEvent> events, CancellationToken cancellationToken) =>
        events.Count == 0 ? Task.FromResult(0) : connection.ExecuteAsync(new CommandDefinition(
            """
            insert into happenings (at, kind, component, subject, text, began_at)
            select * from unnest(@at, @kinds, @components, @subjects, @texts, @beganAt)
            """,
            new
            {
                at = events.Select(timelineEvent => timelineEvent.At.UtcDateTime).ToArray(),
                kinds = events.Select(timelineEvent => timelineEvent.Kind.ToString()).ToArray(),
                components = events.Select(timelineEvent => timelineEvent.Component).ToArray(),
                subjects = events.Select(timelineEvent => timelineEvent.Subject).ToArray(),
                texts = events.Select(timelineEvent => timelineEvent.Text).ToArray(),
                beganAt = events.Select(timelineEvent => timelineEvent.BeganAt?.UtcDateTime).ToArray(),
            },
            cancellationToken: cancellationToken));

    public static async Task<TimelineReport> ReadAsync(
        NpgsqlConnection connection, TimelineQuery query, CancellationToken cancellationToken)
    {
        // Events of the same time come together, so that none is lost between two pages.
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select at, kind, component, subject, text, began_at
            from (
                select at, kind, component, subject, text, began_at from happenings
                union all
                select at, 'Alert', component, rule || ' ' || subject, lower(state) || ': ' || message, null
                from alert_changes
                union all
                select entries.at, 'Note', incidents.component, entries.incident,
                       entries.author || ' ' || entries.kind || coalesce(' ' || entries.severity, '')
                           || coalesce(': ' || entries.text, ''),
                       null
                from incident_entries entries join incidents on incidents.id = entries.incident
                union all
                select created_at, 'Note', service, 'deploy gate',
                       author || ' allows deploys until ' || to_char(until at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS')
                           || 'Z: ' || reason,
                       null
                from deploy_overrides
            ) as everything
            where at >= @from and at < @until
              and (@kind::text is null or kind = @kind) and (@component::text is null or component = @component)
              and (@subject::text is null or subject = @subject)
            order by at desc
            fetch first @limit rows with ties
            """,
            new
            {
                from = query.From.UtcDateTime,
                until = query.Until.UtcDateTime,
                kind = query.Kind?.ToString(),
                query.Component,
                query.Subject,
                query.Limit,
            },
            commandTimeout: 10, cancellationToken: cancellationToken))).AsList();
        return new(
            query.From, query.Until, [.. rows.Select(row => row.ToEvent())],
            rows.Count >= query.Limit ? rows[^1].At : null);
    }

    private sealed record Row(
        DateTime At, string Kind, string Component, string Subject, string Text, DateTime? BeganAt)
    {
        public TimelineEvent ToEvent() =>
            new(At, Enum.Parse<TimelineEventKind>(Kind), Component, Subject, Text) { BeganAt = BeganAt };
    }
}
