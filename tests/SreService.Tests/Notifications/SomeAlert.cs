using SreService.Alerting;
using SreService.Alerting.Rules;

namespace SreService.Tests.Notifications;

internal static class SomeAlert
{
    public static DateTimeOffset Noon => SreSystem.Noon;

    public static Alert Of(
        string rule = "bad_requests", Severity severity = Severity.Critical, string component = "gateway",
        int firingSince = 0) => new()
        {
            Rule = rule,
            Severity = severity,
            State = AlertState.Firing,
            Component = component,
            Subject = component,
            Message = $"{rule} at <{component}> & more",
            Since = Noon.AddSeconds(firingSince),
            FiringSince = Noon.AddSeconds(firingSince),
            SeenAt = Noon.AddSeconds(firingSince),
        };

    public static AlertList List(params Alert[] alerts) => AlertList.None with { Alerts = alerts };
}
