using Microsoft.AspNetCore.Http;
using Platform.Requests;

namespace Platform.Telemetry;

/// <summary>Classifies a request that is over; what the last one added says counts.</summary>
/// <param name="duration">Without the time that the client took.</param>
public delegate RequestOutcome OutcomeRule(HttpContext context, TimeSpan duration);

/// <summary>
/// What a request was for the user: the tags <c>outcome</c> and <c>reason</c> of <c>http.server.request.duration</c>.
/// </summary>
public sealed record RequestOutcome
{
    public static RequestOutcome Good { get; } = new("good", "");

    /// <summary>Good and long-lived: a latency objective leaves it out.</summary>
    public static RequestOutcome Stream { get; } = new("good", "stream");

    /// <summary>The client did not send its request in time.</summary>
    public static RequestOutcome Unsent { get; } = Excluded("request_timeout");

    private RequestOutcome(string name, string reason)
    {
        Name = name;
        Reason = reason;
    }

    /// <summary><c>good</c>, <c>bad</c> or <c>excluded</c>.</summary>
    public string Name { get; }

    /// <summary>One of a few fixed words; empty for an ordinary good request.</summary>
    public string Reason { get; }

    /// <summary>No objective counts it: users did not send it, or it says nothing about this system.</summary>
    public bool IsExcluded => Name == "excluded";

    public static RequestOutcome Bad(string reason) => new("bad", reason);

    public static RequestOutcome Excluded(string reason) => new("excluded", reason);

    /// <summary>By status and traffic class alone; the gateway, which knows more, has a rule of its own.</summary>
    internal static RequestOutcome Of(HttpContext context) =>
        context.TrafficClassOf() is { } notAUser ? Excluded(notAUser)
        : context.Response.StatusCode == StatusCodes.Status408RequestTimeout ? Unsent
        : context.Response.StatusCode >= 500 ? Bad("server_error")
        : Good;
}
