using System.Diagnostics.Metrics;
using System.Globalization;
using Platform.Requests;
using Platform.Telemetry;

namespace UsersService.Reads;

// Clients are told of every response given while the database was unavailable; for the objective, one younger than
// FreshFor is fresh. Only users' own reads count.
internal sealed class FreshnessMeter
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);

    private readonly Counter<long> _reads;

    public FreshnessMeter(IMeterFactory meters)
    {
        _reads = meters.Create(TelemetryModule.Source)
            .CreateCounter<long>("users.reads", description: "Reads by freshness: fresh, stale, unavailable.");
    }

    public void Answer<T>(HttpContext context, Read<T> read)
    {
        var isYoung = read.Age < FreshFor;
        if (read.IsLastResort || !isYoung)
        {
            context.Response.Headers["X-Data-Freshness"] = "stale";
            context.Response.Headers.Age =
                Math.Max(0, (long)read.Age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        Count(context, isYoung ? "fresh" : "stale");
    }

    public void Unavailable(HttpContext context) => Count(context, "unavailable");

    private void Count(HttpContext context, string freshness)
    {
        if (context.TrafficClassOf() is null)
        {
            _reads.Add(1, new KeyValuePair<string, object?>("freshness", freshness));
        }
    }
}
