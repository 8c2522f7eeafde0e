using System.Text.Json;
using Platform.Timing;
using UsersService.Users;

namespace UsersService.History;

internal sealed record StoredEntry(
    long Seq, DateTime At, string Actor, string Action, string RequestId, string? ClientRequestId, JsonElement? Before,
    JsonElement? After)
{
    public const string Columns = "seq, at, actor, action, request_id, client_request_id, before, after";

    public HistoryEntry Shown => new(Seq, At, Actor, Action, RequestId, ClientRequestId, [.. Changes()]);

    private IEnumerable<FieldChange> Changes()
    {
        if (After is not { } after)
        {
            yield break;
        }

        foreach (var field in UserField.All.Select(field => field.Name))
        {
            // Erasing leaves a null after the change and nothing before it, so that it still shows as one.
            if (Value(Before, field) != Value(after, field))
            {
                yield return new(field, Value(Before, field).Text, Value(after, field).Text);
            }
        }

        var (old, now) = (Time(Before), Time(after));
        if (old != now)
        {
            yield return new("deleted_at", old, now);
        }
    }

    private static (bool IsThere, string? Text) Value(JsonElement? state, string field) =>
        state is { } known && known.TryGetProperty(field, out var value) ? (true, value.GetString()) : default;

    private static string? Time(JsonElement? state) =>
        Value(state, "deleted_at").Text is { } time
            ? Rfc3339.Text(Rfc3339.Parse(time)!.Value)
            : null;
}
