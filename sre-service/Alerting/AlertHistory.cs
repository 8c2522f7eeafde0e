using System.ComponentModel;
using Dapper;
using Npgsql;
using SreService.Alerting.Rules;

namespace SreService.Alerting;

/// <summary>The answer of <c>GET /sre/alerts/history</c>.</summary>
internal sealed record AlertHistoryReport(
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("Newest first.")] IReadOnlyList<AlertChange> Changes,
    [property: Description("Value of before for the next page; null on the last.")] long? Next);

/// <summary>Changes of alerts, kept for 13 months.</summary>
internal static class AlertHistory
{
    /// <summary>The timeline shows the stored word as it is.</summary>
    private const string StoredKeepLast = "Frozen";

    public static Task<int> AddAsync(
        NpgsqlConnection connection, IReadOnlyList<AlertChange> changes, CancellationToken cancellationToken) =>
        changes.Count == 0 ? Task.FromResult(0) : connection.ExecuteAsync(new CommandDefinition(
            """
            insert into alert_changes
                (at, rule, subject, component, severity, state, message, value, threshold, unit, since, inhibited_by,
                 silenced_by, acknowledged_by)
            select * from unnest(
                @at, @rules, @subjects, @components, @severities, @states, @messages, @values, @thresholds, @units,
                @since, @inhibitedBy, @silencedBy, @acknowledgedBy)
            """,
            new
            {
                at = changes.Select(change => change.At.UtcDateTime).ToArray(),
                rules = changes.Select(change => change.Rule).ToArray(),
                subjects = changes.Select(change => change.Subject).ToArray(),
                components = changes.Select(change => change.Component).ToArray(),
                severities = changes.Select(change => change.Severity.ToString()).ToArray(),
                states = changes.Select(change => StoredOf(change.State)).ToArray(),
                messages = changes.Select(change => change.Message).ToArray(),
                values = changes.Select(change => change.Value).ToArray(),
                thresholds = changes.Select(change => change.Threshold).ToArray(),
                units = changes.Select(change => change.Unit).ToArray(),
                since = changes.Select(change => change.Since.UtcDateTime).ToArray(),
                inhibitedBy = changes.Select(change => change.InhibitedBy).ToArray(),
                silencedBy = changes.Select(change => change.SilencedBy).ToArray(),
                acknowledgedBy = changes.Select(change => change.AcknowledgedBy).ToArray(),
            },
            cancellationToken: cancellationToken));

    public static async Task<AlertHistoryReport> ReadAsync(
        NpgsqlConnection connection, AlertHistoryQuery query, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select id, at, rule, subject, component, severity, state, message, value, threshold, unit, since,
                   inhibited_by, silenced_by, acknowledged_by
            from alert_changes
            where at >= @from and at < @until and id < @before
              and (@rule::text is null or rule = @rule) and (@subject::text is null or subject = @subject)
            order by id desc
            limit @limit
            """,
            new
            {
                from = query.From.UtcDateTime,
                until = query.Until.UtcDateTime,
                query.Rule,
                query.Subject,
                query.Before,
                limit = query.Limit + 1,
            },
            commandTimeout: 10, cancellationToken: cancellationToken))).AsList();
        Row[] page = [.. rows.Take(query.Limit)];
        return new(
            query.From, query.Until, [.. page.Select(row => row.ToChange())],
            rows.Count > query.Limit ? page[^1].Id : null);
    }

    private static string StoredOf(AlertState state) =>
        state == AlertState.KeepLast ? StoredKeepLast : state.ToString();

    private static AlertState StateOf(string stored) =>
        stored == StoredKeepLast ? AlertState.KeepLast : Enum.Parse<AlertState>(stored);

    private sealed record Row(
        long Id, DateTime At, string Rule, string Subject, string Component, string Severity, string State,
        string Message,
        double? Value, double? Threshold, string? Unit, DateTime Since, string? InhibitedBy,
        string? SilencedBy, string? AcknowledgedBy)
    {
        public AlertChange ToChange() => new(
            At, Rule, Subject, Component, Enum.Parse<Severity>(Severity), StateOf(State), Message, Value,
            Threshold, Unit, Since, InhibitedBy, SilencedBy, AcknowledgedBy);
    }
}
