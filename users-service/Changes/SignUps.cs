using System.Diagnostics.Metrics;
using Platform.Requests;
using Platform.Telemetry;

namespace UsersService.Changes;

internal sealed class SignUps
{
    private readonly Counter<long> _registered;

    public SignUps(IMeterFactory meters)
    {
        _registered = meters.Create(TelemetryModule.Source)
            .CreateCounter<long>("users.registered", description: "Users registered.");
    }

    public void Count(HttpContext context)
    {
        if (context.TrafficClassOf() is null)
        {
            _registered.Add(1);
        }
    }
}
