using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Requests;
using Platform.Telemetry;

namespace Platform.Management;

/// <summary>
/// Requests with a wrong key: each is counted, logged within the client's budget of warnings, and answered a second
/// later. A client of which several wait is refused before its key is looked at, so it cannot try thousands.
/// </summary>
public sealed partial class WrongKeys
{
    public const int MostWaiting = 8;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IPAddress, int> _waiting = [];
    private readonly WarningBudget _budget;
    private readonly ILogger<WrongKeys> _logger;
    private readonly Counter<long> _count;

    public WrongKeys(IMeterFactory meters, WarningBudget budget, ILogger<WrongKeys> logger)
    {
        (_budget, _logger) = (budget, logger);
        _count = meters.Create(TelemetryModule.Source).CreateCounter<long>(
            "keys.wrong", description: "Requests with a wrong key or without the one that they need.");
    }

    public bool IsTooMany(HttpContext context) =>
        _waiting.GetValueOrDefault(ClientKey.Of(context.Connection.RemoteIpAddress)) >= MostWaiting;

    public void Note(HttpContext context, SharedKey key)
    {
        var client = context.Connection.RemoteIpAddress;
        _count.Add(1, new KeyValuePair<string, object?>("header", key.Header));
        if (_budget.TrySpend(client))
        {
            LogWrong(key.Header, client);
        }
    }

    public async Task NoteAndWaitAsync(HttpContext context, SharedKey key)
    {
        Note(context, key);
        var client = ClientKey.Of(context.Connection.RemoteIpAddress);
        _waiting.AddOrUpdate(client, 1, (_, count) => count + 1);
        try
        {
            // Real time, also where a test moves the clock: it is the client's that is taken. One that disconnects
            // counts as waiting for as long.
            await Task.Delay(Delay, TimeProvider.System, CancellationToken.None);
        }
        finally
        {
            if (_waiting.AddOrUpdate(client, 0, (_, count) => count - 1) <= 0)
            {
                _waiting.TryRemove(new(client, 0));
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Request of {client} has a wrong {header}")]
    private partial void LogWrong(string header, IPAddress? client);
}
