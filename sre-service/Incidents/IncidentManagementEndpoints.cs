using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using SreService.Database;
using SreService.Scraping;

namespace SreService.Incidents;

/// <summary>
/// Operator commands on the management port: <c>POST /internal/incidents</c> opens an incident,
/// <c>/internal/incidents/entries</c> adds an entry to one. Each is stored with its author.
/// </summary>
internal sealed class IncidentManagementEndpoints(
    OperatorKey key, IncidentStore store, Func<IncidentList> newest, ScrapingSettings scraping,
    DatabaseQuery database, TimeProvider clock)
{
    public const string IncidentsPath = "/internal/incidents";
    public const string EntriesPath = "/internal/incidents/entries";

    private const int MaxNameLength = 128;
    private const int MaxTextLength = 2000;

    private static Problem AlertsGoOn { get; } = new(
        StatusCodes.Status409Conflict, "Alerts still firing",
        "Alerts of this incident are still firing; it can be mitigated, but not resolved.");

    private static Problem AlreadyOpen { get; } = new(
        StatusCodes.Status409Conflict, "Incident exists", "Another incident was opened in the same second.");

    public Task OpenAsync(HttpContext context) => AuthorizedPost.AnswerAsync(context, key, IncidentOf, OpenAsync);

    public Task AddEntryAsync(HttpContext context) => AuthorizedPost.AnswerAsync(context, key, EntryOf, AddAsync);

    private async Task<IResult?> OpenAsync(Incident incident, CancellationToken cancellationToken)
    {
        var note = new IncidentEntry(
            incident.Id, incident.DetectedAt, incident.OpenedBy, EntryKind.Note, null, $"opened: {incident.Title}");
        return await store.OpenAsync(incident, note, cancellationToken) switch
        {
            true => TypedResults.Json(
                incident, IncidentsJson.Default.Incident, statusCode: StatusCodes.Status201Created),
            false => AlreadyOpen,
            null => KnownProblems.ServiceUnavailable,
        };
    }

    private async Task<IResult?> AddAsync(IncidentEntry entry, CancellationToken cancellationToken)
    {
        var known = await database.TryAsync<object>(
            async (connection, token) =>
                (await IncidentStore.FindAsync(connection, entry.Incident, token)).Incident ?? (object)this,
            cancellationToken);
        return known is null ? KnownProblems.ServiceUnavailable
            : known is not Incident incident ? KnownProblems.NotFound
            : entry.Kind == EntryKind.Resolved && Newest(incident).HasAlerts ? AlertsGoOn
            : await store.AddEntryAsync(entry, cancellationToken) ? null
            : KnownProblems.ServiceUnavailable;
    }

    private Incident IncidentOf(JsonMembers members)
    {
        var now = clock.GetUtcNow();
        var (author, severity) = (members.Text("author", MaxNameLength), members.OneOf<IncidentSeverity>("severity"));
        var incident = new Incident
        {
            Id = Invariant($"{now.UtcDateTime:yyyyMMdd-HHmmss}-by-hand"),
            Component = members.Text("component", MaxNameLength),
            Title = members.Text("title", MaxTextLength),
            OpenedBy = author,
            ByHand = true,
            BeganAt = members.OptionalTime("began_at") ?? now,
            DetectedAt = now,
            Proposed = Impact.ByHand(severity, author),
            Severity = severity,
        };
        if (!members.Errors.Has("component") && !scraping.Knows(incident.Component))
        {
            members.Errors.Add("component", $"must be one of {string.Join(", ", scraping.KnownServices)}.");
        }

        return incident.BeganAt > now
            ? members.Errors.Add("began_at", "must not be in the future.", incident)
            : incident;
    }

    private IncidentEntry EntryOf(JsonMembers members)
    {
        var kind = members.OneOf<EntryKind>("kind");
        return new(
            members.Text("id", MaxNameLength), clock.GetUtcNow(), members.Text("author", MaxNameLength), kind,
            kind == EntryKind.Severity ? members.OneOf<IncidentSeverity>("severity") : null,
            kind == EntryKind.Note && !members.Errors.Has("kind")
                ? members.Text("text", MaxTextLength)
                : members.OptionalText("text", MaxTextLength));
    }

    private Incident Newest(Incident stored) =>
        newest().All.FirstOrDefault(incident => incident.Id == stored.Id) ?? stored;
}
