namespace WebFrontend.Docs;

/// <summary>A call of the API with a command line that makes it.</summary>
/// <param name="Call">Method and path.</param>
/// <param name="Meaning">What it does and answers.</param>
/// <param name="Arguments">Arguments of curl before the address; empty when it needs none.</param>
/// <param name="Path">The path of the example.</param>
public sealed record ExplainedCall(string Call, string Meaning, string Arguments, string Path)
{
    public static IReadOnlyList<ExplainedCall> Users { get; } =
    [
        new("GET /api/users",
            "Lists users, newest first: as many as limit says, at most 1,000. The header Link has the other pages; "
                + "they contain every user who is there throughout exactly once.",
            "-i", "/api/users?limit=2"),
        new("GET /api/users?q=…",
            "Search, filters, order and counts, freely combined: q, email, ids, created_after, created_before, "
                + "status=active|deleted|all, sort=[-]created_at|name|email|updated_at|id, view=full, "
                + "count=none|capped|exact.",
            "-i", "/api/users?q=ada&sort=name&count=exact"),
        new("GET /api/users/stats", "Totals, and sign-ups of the last 30 days.", "", "/api/users/stats"),
        new("POST /api/users",
            "Registers a user: 201 with the user, its address in Location and its version in ETag. A request that "
                + "is repeated with the same Idempotency-Key (22 or more random characters) is executed once, here and "
                + "in every change below.",
            "-i -H 'Content-Type: application/json' -H 'Idempotency-Key: 9nLr3vYd0QmZ6tXwB2kFhA' "
                + "-d '{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.org\"}'",
            "/api/users"),
        new("GET /api/users/{id}",
            "One user, with its version in ETag; view=full adds updated_at, deleted_at, purge_at and version.",
            "-i", "/api/users/1"),
        new("PUT /api/users/{id}",
            "Replaces name and email. With If-Match, only if no one else changed the user first.",
            "-i -X PUT -H 'Content-Type: application/json' -d '{\"name\":\"Ada King\",\"email\":\"ada@example.org\"}'",
            "/api/users/1"),
        new("PATCH /api/users/{id}",
            "Changes the members that are sent (RFC 7396), or applies operations (RFC 6902).",
            "-i -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{\"name\":\"Ada King\"}'", "/api/users/1"),
        new("DELETE /api/users/{id}",
            "Deletes a user: 204. Its address is free again; for 30 days the user can be restored.",
            "-i -X DELETE", "/api/users/1"),
        new("POST /api/users/{id}/restore",
            "Restores a deleted user: 200, or 409 if another user has its address by now.",
            "-i -X POST", "/api/users/1/restore"),
        new("GET /api/users/{id}/history", "Who changed what, and when.", "-i", "/api/users/1/history"),
        new("GET /api/users/{id}/export", "Everything that is held about a user.", "-i", "/api/users/1/export"),
        new("POST /api/users/{id}/erase",
            "Removes name and email from the user and its history permanently: 204.",
            "-i -H 'Content-Type: application/json' -d '{}'", "/api/users/1/erase"),
        new("POST /user", "The form of the page: 302 to / when the user is registered, otherwise the page with errors.",
            "-i -d 'name=Grace Hopper' -d 'email=grace@example.org'", "/user"),
    ];

    public static IReadOnlyList<ExplainedCall> Reliability { get; } =
    [
        new("GET /health", "Whether the system works: the database, each service and the objectives.", "", "/health"),
        Sre("/sre/dashboard", "Objectives with their budgets, alerts and recommendations."),
        Sre("/sre/health", "Every component with its replicas."),
        Sre("/sre/metrics", "Requests, errors, durations and throughput."),
        Sre("/sre/slos", "All objectives in full."),
        Sre("/sre/slos/{id}", "One objective in full.", "/sre/slos/success"),
        Sre("/sre/slos/{id}/slices", "The counts of one objective, minute by minute.", "/sre/slos/success/slices"),
        Sre("/sre/slos/{id}/history", "Counts and error budget of one objective over time.",
            "/sre/slos/success/history?time_range=24h&step=1h"),
        Sre("/sre/slos/{id}/replay", "Replay history against other thresholds: burn rates, or a target in percent.",
            "/sre/slos/success/replay?target=99.5&time_range=7d"),
        Sre("/sre/rules.prometheus.yml", "The objectives as rules for Prometheus."),
        new("GET /sre/events",
            "Server-sent events: after every evaluation round, the status of objectives and the alerts that changed.",
            "-N", "/sre/events"),
        Sre("/sre/alerts", "Active alerts."),
        Sre("/sre/alerts/history", "State changes of alerts, newest first.", "/sre/alerts/history?limit=20"),
        Sre("/sre/runbooks/{name}", "What to do about an alert, in Markdown.", "/sre/runbooks/bad_requests"),
        Sre("/sre/notifications", "Receivers, delivery status and waiting notifications."),
        Sre("/sre/silences", "List silences."),
        Sre("/sre/incidents", "Incidents with their times, and mean times by severity.", "/sre/incidents?days=30"),
        Sre("/sre/incidents/{id}", "Impact, notes and timeline of an incident.",
            "/sre/incidents/20261127-120010-requests"),
        Sre("/sre/incidents/{id}/messages/{kind}", "A status message for users: initial, update or resolved.",
            "/sre/incidents/20261127-120010-requests/messages/initial"),
        Sre("/sre/incidents/{id}/post-mortem", "A post-mortem in Markdown, filled in with measured values.",
            "/sre/incidents/20261127-120010-requests/post-mortem"),
        Sre("/sre/action-items", "Action items of all incidents, with owner, due day and state.",
            "/sre/action-items?state=open"),
        Sre("/sre/escalation", "Escalation levels: unacknowledged incidents escalate."),
        Sre("/sre/timeline", "Deploys, replicas, breakers, configuration, alerts and notes, newest first.",
            "/sre/timeline?kind=breaker&limit=20"),
        Sre("/sre/slos/{id}/ledger", "What caused each bad minute: incident, deploy, dependency or unexplained.",
            "/sre/slos/success/ledger"),
        Sre("/sre/can-i-deploy", "allow, slow or freeze (409), with every reason against a deploy.",
            "/sre/can-i-deploy?service=users-service"),
        Sre("/sre/probes", "Synthetic probes and their results."),
        Sre("/sre/circuit-breakers", "Every circuit breaker, replica by replica."),
        Sre("/sre/capacity", "Capacity and forecast: growth in percent, horizon in days.",
            "/sre/capacity?growth=20&horizon=30"),
    ];

    private static ExplainedCall Sre(string call, string meaning, string? example = null) =>
        new($"GET {call}", meaning, "", example ?? call);

    /// <param name="origin">For example <c>http://localhost:8080</c>.</param>
    public string CommandLine(string origin) =>
        Arguments.Length == 0 ? $"curl {Quoted(origin + Path)}" : $"curl {Arguments} {Quoted(origin + Path)}";

    private static string Quoted(string address) =>
        address.Contains('?', StringComparison.Ordinal) ? $"'{address}'" : address;
}
