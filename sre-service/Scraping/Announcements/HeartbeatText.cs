using System.Text.Json;
using Platform.Heartbeats;

namespace SreService.Scraping.Announcements;

/// <summary>Reads a heartbeat and finds everything that is wrong with it.</summary>
internal sealed class HeartbeatText
{
    private const int LongestText = 128;

    private readonly Dictionary<string, string[]> _faults = [];

    /// <param name="text">JSON.</param>
    /// <param name="isKnown">Whether there is a service of that name.</param>
    /// <returns>The heartbeat, or member to messages.</returns>
    public static (Heartbeat? Heartbeat, Dictionary<string, string[]> Faults) Read(
        string text, Func<string, bool> isKnown)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var reader = new HeartbeatText();
            var heartbeat = reader.Read(document.RootElement, isKnown);
            return (reader._faults.Count == 0 ? heartbeat : null, reader._faults);
        }
        catch (JsonException)
        {
            return (null, new() { ["body"] = ["must be JSON."] });
        }
    }

    private Heartbeat? Read(JsonElement body, Func<string, bool> isKnown)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            _faults["body"] = ["must be an object."];
            return null;
        }

        var heartbeat = new Heartbeat(
            Text(body, "service"), Text(body, "instance"), Text(body, "version"), Time(body, "started_at"),
            Port(body, "port"));
        if (!_faults.ContainsKey("service") && !isKnown(heartbeat.Service))
        {
            _faults["service"] = ["is not the name of a service that is watched here."];
        }

        return heartbeat;
    }

    private string Text(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            && TextOf(value) is { Length: > 0 and <= LongestText } text && !text.Any(char.IsControl)
            ? text
            : Fault(member, $"must be a text of 1 to {LongestText} characters.", "");

    private DateTimeOffset Time(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String
            && value.TryGetDateTimeOffset(out var time)
            ? time
            : Fault(member, "must be a time such as 2026-11-23T12:00:00Z.", default(DateTimeOffset));

    private int Port(JsonElement body, string member) =>
        body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : Fault(member, "must be a number from 1 to 65535.", 0);

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON and no text.
            return null;
        }
    }

    private T Fault<T>(string member, string message, T nothing)
    {
        _faults[member] = [message];
        return nothing;
    }
}
