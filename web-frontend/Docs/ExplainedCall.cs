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
            "Users, newest first: at most 1,000, or as many as limit says. A longer list has the header Link, rel=\"next\".",
            "-i", "/api/users?limit=2"),
        new("POST /api/users",
            "Registers a user: 201 with the user, its address in Location and its version in ETag.",
            "-i -H 'Content-Type: application/json' -d '{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.org\"}'", "/api/users"),
        new("GET /api/users/{id}", "One user, with its version in ETag.", "-i", "/api/users/1"),
        new("PUT /api/users/{id}",
            "Replaces name and email. With If-Match only if nobody changed the user meanwhile.",
            "-i -X PUT -H 'Content-Type: application/json' -d '{\"name\":\"Ada King\",\"email\":\"ada@example.org\"}'", "/api/users/1"),
        new("PATCH /api/users/{id}", "Changes the members that are sent (RFC 7396).",
            "-i -X PATCH -H 'Content-Type: application/merge-patch+json' -d '{\"name\":\"Ada King\"}'", "/api/users/1"),
        new("DELETE /api/users/{id}", "Deletes a user: 204. Its address is free again.", "-i -X DELETE", "/api/users/1"),
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
        new("GET /sre/alerts", "What is wrong now.", "", "/sre/alerts"),
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
