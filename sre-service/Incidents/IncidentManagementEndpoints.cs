using System.Globalization;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using SreService.Database;

namespace SreService.Incidents;

/// <summary>
/// What people say of incidents, on the management port: <c>POST /internal/incidents</c> opens one,
/// <c>/internal/incidents/entries</c> says something of one. Who says it stands beside it for good.
/// </summary>
internal sealed class IncidentManagementEndpoints(
    TrafficKey key, IncidentStore store, IncidentBoard board, StoredAnswers database, TimeProvider clock)
{
    public const string IncidentsPath = "/internal/incidents";
    public const string EntriesPath = "/internal/incidents/entries";

    private const int LongestName = 128;
    private const int LongestText = 2000;

    private static Problem AlertsGoOn { get; } = new(
        StatusCodes.Status409Conflict, "Alerts go on", "Alerts of this incident are not over; it may be mitigated, not resolved.");

    private static Problem AlreadyOpen { get; } = new(
        StatusCodes.Status409Conflict, "Incident exists", "Somebody opened an incident in the same second.");

    public Task OpenAsync(HttpContext context) => Admission.AnswerAsync(context, key, IncidentOf, async (incident, token) =>
        await store.OpenAsync(
            incident, new(incident.Id, incident.DetectedAt, incident.OpenedBy, EntryKind.Note, null, $"opened: {incident.Title}"), token) switch
        {
            true => TypedResults.Json(incident, IncidentsJson.Default.Incident, statusCode: StatusCodes.Status201Created),
            false => AlreadyOpen,
            null => KnownProblems.ServiceUnavailable,
        });

    public Task AddEntryAsync(HttpContext context) => Admission.AnswerAsync(context, key, EntryOf, async (entry, token) =>
    {
        var known = await database.TryAsync<object>(
            async (connection, asked) => (await IncidentStore.FindAsync(connection, entry.Incident, asked)).Incident ?? (object)this,
            token);
        return known is null ? KnownProblems.ServiceUnavailable
            : known is not Incident incident ? KnownProblems.NotFound
            : entry.Kind == EntryKind.Resolved && Newest(incident).HasAlerts ? AlertsGoOn
            : await store.AddEntryAsync(entry, token) ? null
            : KnownProblems.ServiceUnavailable;
    });

    private Incident IncidentOf(JsonMembers members)
    {
        var now = clock.GetUtcNow();
        var (author, severity) = (members.Text("author", LongestName), members.OneOf<IncidentSeverity>("severity"));
        var incident = new Incident
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-by-hand"),
            Component = members.Text("component", LongestName),
            Title = members.Text("title", LongestText),
            OpenedBy = author,
            ByHand = true,
            BeganAt = members.OptionalTime("began_at") ?? now,
            DetectedAt = now,
            Proposed = Impact.ByHand(severity, author),
            Severity = severity,
        };
        return incident.BeganAt > now ? members.Errors.Add("began_at", "must not lie in the future.", incident) : incident;
    }

    private IncidentEntry EntryOf(JsonMembers members)
    {
        var kind = members.OneOf<EntryKind>("kind");
        return new(
            members.Text("id", LongestName), clock.GetUtcNow(), members.Text("author", LongestName), kind,
            kind == EntryKind.Severity ? members.OneOf<IncidentSeverity>("severity") : null,
            kind == EntryKind.Note && !members.Errors.Has("kind") ? members.Text("text", LongestText) : members.OptionalText("text", LongestText));
    }

    private Incident Newest(Incident stored) =>
        board.Current.FirstOrDefault(incident => incident.Id == stored.Id) ?? stored;
}
