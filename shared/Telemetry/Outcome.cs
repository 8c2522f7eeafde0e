using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Platform.Requests;

namespace Platform.Telemetry;

/// <summary>What a request was for the user: the tag <c>outcome</c> on <c>http.server.request.duration</c>, with its reason.</summary>
public sealed record Outcome
{
    public static Outcome Good { get; } = new("good", "");

    /// <summary>Good, and meant to last: its duration says nothing of speed, so a latency objective leaves it out.</summary>
    public static Outcome Stream { get; } = new("good", "stream");

    private Outcome(string name, string reason)
    {
        Name = name;
        Reason = reason;
    }

    /// <summary><c>good</c>, <c>bad</c> or <c>excluded</c>.</summary>
    public string Name { get; }

    /// <summary>Why, one of a few fixed words; empty for an ordinary good one.</summary>
    public string Reason { get; }

    /// <summary>No objective counts it: it is no user's, or says nothing of us.</summary>
    public bool IsExcluded => Name == "excluded";

    public static Outcome Bad(string reason) => new("bad", reason);

    public static Outcome Excluded(string reason) => new("excluded", reason);

    /// <summary>What the status and the traffic class alone tell; the gateway, which knows more, sets its own.</summary>
    internal static Outcome Of(HttpContext context) =>
        context.TrafficClassOf() is { } notAUser ? Excluded(notAUser)
        : context.Response.StatusCode >= 500 ? Bad("server_error")
        : Good;
}

public static class Outcomes
{
    /// <summary>Sets the outcome of this request for its metric and its log event. The last word counts.</summary>
    public static void SetOutcome(this HttpContext context, Outcome outcome) => context.Features.Set(outcome);

    internal static Outcome OutcomeOf(this HttpContext context) => context.Features.Get<Outcome>() ?? Outcome.Of(context);

    internal static void TagOutcome(this HttpContext context, Outcome outcome)
    {
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
        {
            metrics.Tags.Add(new("outcome", outcome.Name));
            metrics.Tags.Add(new("reason", outcome.Reason));
        }
    }
}
