using System.ComponentModel;
using Dapper;
using Npgsql;

namespace SreService.Timeline;

/// <summary>The answer of <c>GET /sre/timeline</c>.</summary>
internal sealed record TimelineReport(
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("The newest first.")] IReadOnlyList<Happening> Happenings,
    [property: Description("The value of until for those before them; null when there are none.")] DateTimeOffset? Next);

/// <summary>Everything that happened on one clock: replicas, breakers, configuration, alerts, and what people said.</summary>
internal static class TimelineStore
{
    public static Task<int> AddAsync(
        NpgsqlConnection connection, IReadOnlyList<Happening> happenings, CancellationToken cancellationToken) =>
        happenings.Count == 0 ? Task.FromResult(0) : connection.ExecuteAsync(new CommandDefinition(
            """
            insert into happenings (at, kind, component, subject, text)
            select * from unnest(@at, @kinds, @components, @subjects, @texts)
            """,
            new
            {
                at = happenings.Select(happening => happening.At.UtcDateTime).ToArray(),
                kinds = happenings.Select(happening => happening.Kind.ToString()).ToArray(),
                components = happenings.Select(happening => happening.Component).ToArray(),
                subjects = happenings.Select(happening => happening.Subject).ToArray(),
                texts = happenings.Select(happening => happening.Text).ToArray(),
            },
            cancellationToken: cancellationToken));

    public static async Task<TimelineReport> ReadAsync(
        NpgsqlConnection connection, TimelineQuestion question, CancellationToken cancellationToken)
    {
        // Those of one moment come together, so that none is left between two pages.
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select at, kind, component, subject, text
            from (
                select at, kind, component, subject, text from happenings
                union all
                select at, 'Alert', component, rule || ' ' || subject, lower(state) || ': ' || message from alert_changes
                union all
                select entries.at, 'Note', incidents.component, entries.incident,
                       entries.author || ' ' || entries.kind || coalesce(' ' || entries.severity, '') || coalesce(': ' || entries.text, '')
                from incident_entries entries join incidents on incidents.id = entries.incident
            ) as everything
            where at >= @from and at < @until
              and (@kind::text is null or kind = @kind) and (@component::text is null or component = @component)
              and (@subject::text is null or subject = @subject)
            order by at desc
            fetch first @limit rows with ties
            """,
            new
            {
                from = question.From.UtcDateTime,
                until = question.Until.UtcDateTime,
                kind = question.Kind?.ToString(),
                question.Component,
                question.Subject,
                question.Limit,
            },
            commandTimeout: 10, cancellationToken: cancellationToken))).AsList();
        return new(
            question.From, question.Until, [.. rows.Select(row => row.ToHappening())],
            rows.Count >= question.Limit ? rows[^1].At : null);
    }

    private sealed record Row(DateTime At, string Kind, string Component, string Subject, string Text)
    {
        public Happening ToHappening() => new(At, Enum.Parse<HappeningKind>(Kind), Component, Subject, Text);
    }
}
