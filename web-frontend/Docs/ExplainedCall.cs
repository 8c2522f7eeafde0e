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
            "Users, newest first: at most 1,000, or as many as limit says. The header Link leads to the other pages; a "
                + "walk meets everybody who is there throughout exactly once.",
            "-i", "/api/users?limit=2"),
        new("GET /api/users?q=…",
            "Search, filters, order and counts, freely combined: q, email, ids, created_after, created_before, "
                + "status=active|deleted|all, sort=[-]created_at|name|email|updated_at|id, view=full, "
                + "count=none|capped|exact.",
            "-i", "/api/users?q=ada&sort=name&count=exact"),
        new("GET /api/users/stats", "Totals, and sign-ups of the last 30 days.", "", "/api/users/stats"),
        new("POST /api/users",
            "Registers a user: 201 with the user, its address in Location and its version in ETag. With "
                + "Idempotency-Key the request can be repeated and is done once; so with every change below.",
            "-i -H 'Content-Type: application/json' -H 'Idempotency-Key: first-1' "
                + "-d '{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.org\"}'",
            "/api/users"),
        new("GET /api/users/{id}",
            "One user, with its version in ETag; view=full adds updated_at, deleted_at, purge_at and version.",
            "-i", "/api/users/1"),
        new("PUT /api/users/{id}",
            "Replaces name and email. With If-Match only if nobody changed the user meanwhile.",
            "-i -X PUT -H 'Content-Type: application/json' -d '{\"name\":\"Ada King\",\"email\":\"ada@example.org\"}'",
            "/api/users/1"),
        new("PATCH /api/users/{id}",
            "Changes the members that are sent (RFC 7396), or what the operations say (RFC 6902).",
            "-i -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{\"name\":\"Ada King\"}'", "/api/users/1"),
        new("DELETE /api/users/{id}",
            "Deletes a user: 204. Its address is free again; for 30 days the user can be restored.",
            "-i -X DELETE", "/api/users/1"),
        new("POST /api/users/{id}/restore",
            "Brings a deleted user back: 200, or 409 when another has its address by now.",
            "-i -X POST", "/api/users/1/restore"),
        new("GET /api/users/{id}/history", "Who changed what, and when.", "-i", "/api/users/1/history"),
        new("GET /api/users/{id}/export", "Everything that is held about a user.", "-i", "/api/users/1/export"),
        new("POST /api/users/{id}/erase",
            "Takes name and email out of the user and its history, for good: 204.", "-i -X POST", "/api/users/1/erase"),
        new("POST /user", "The page's form: 302 to / when the user is registered, otherwise the page with the reason.",
            "-i -d 'name=Grace Hopper' -d 'email=grace@example.org'", "/user"),
    ];

    public static IReadOnlyList<ExplainedCall> Reliability { get; } =
    [
        new("GET /health", "Whether the system works: the database, each service and the objectives.", "", "/health"),
        new("GET /sre/dashboard", "The objectives with their budgets, alerts and recommendations.", "", "/sre/dashboard"),
        new("GET /sre/health", "Every component with its replicas.", "", "/sre/health"),
        new("GET /sre/metrics", "Requests, errors, durations and throughput.", "", "/sre/metrics"),
        new("GET /sre/slos", "Each objective in full.", "", "/sre/slos"),
        new("GET /sre/slos/{id}", "One objective in full.", "", "/sre/slos/success"),
        new("GET /sre/slos/{id}/slices", "Its counts, minute by minute.", "", "/sre/slos/success/slices"),
        new("GET /sre/slos/{id}/history", "Its counts and its budget over time, step by step.",
            "", "/sre/slos/success/history?time_range=24h&step=1h"),
        new("GET /sre/slos/{id}/replay",
            "When other burn rates or another target (percent) would have called somebody, beside those in force.",
            "", "/sre/slos/success/replay?target=99.5&time_range=7d"),
        new("GET /sre/rules.prometheus.yml", "The objectives as rules for Prometheus.", "", "/sre/rules.prometheus.yml"),
        new("GET /sre/events",
            "Server-sent events: after every round of readings where the objectives stand, and the alerts that changed.",
            "-N", "/sre/events"),
        new("GET /sre/alerts", "What is wrong now.", "", "/sre/alerts"),
        new("GET /sre/alerts/history", "When alerts began, changed and ended; the newest first.", "", "/sre/alerts/history?limit=20"),
        new("GET /sre/notifications", "Who is told of alerts, whether it arrives, and what waits.", "", "/sre/notifications"),
        new("GET /sre/silences", "Of which alerts nobody is told, until when, who said so and why.", "", "/sre/silences"),
        new("GET /sre/incidents", "Incidents with their times, and the means by severity.", "", "/sre/incidents?days=30"),
        new("GET /sre/incidents/{id}", "Impact, notes, and everything that happened, on one clock.", "", "/sre/incidents/20261127-120010-requests"),
        new("GET /sre/incidents/{id}/messages/{kind}", "What users are told: initial, update or resolved.",
            "", "/sre/incidents/20261127-120010-requests/messages/initial"),
        new("GET /sre/incidents/{id}/post-mortem", "The review in Markdown, filled in with what was measured.",
            "", "/sre/incidents/20261127-120010-requests/post-mortem"),
        new("GET /sre/escalation", "Who is told when, while nobody says that he works on an incident.", "", "/sre/escalation"),
        new("GET /sre/timeline", "Deploys, replicas, breakers, configuration, alerts and notes; the newest first.",
            "", "/sre/timeline?kind=breaker&limit=20"),
        new("GET /sre/slos/{id}/ledger", "Whose doing its bad events were: incident, deploy, dependency or unexplained.",
            "", "/sre/slos/success/ledger"),
        new("GET /sre/can-i-deploy", "allow, slow or freeze (409), with everything that speaks against a deploy.",
            "", "/sre/can-i-deploy?service=users-service"),
        new("GET /sre/probes", "What is probed, from where, and what came of it.", "", "/sre/probes"),
        new("GET /sre/circuit-breakers", "Every circuit breaker, replica by replica.", "", "/sre/circuit-breakers"),
        new("GET /sre/capacity", "Use against limits, and what growth would need: growth in percent, horizon in days.",
            "", "/sre/capacity?growth=20&horizon=30"),
    ];

    /// <param name="origin">For example <c>http://localhost:8080</c>.</param>
    public string CommandLine(string origin) =>
        Arguments.Length == 0 ? $"curl {Quoted(origin + Path)}" : $"curl {Arguments} {Quoted(origin + Path)}";

    private static string Quoted(string address) =>
        address.Contains('?', StringComparison.Ordinal) ? $"'{address}'" : address;
}
