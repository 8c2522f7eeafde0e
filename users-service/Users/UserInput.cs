using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Platform.Bodies;
using Platform.Problems;
using Platform.Timing;
using UsersService.Api;
using UsersService.Bodies;

namespace UsersService.Users;

/// <param name="Values">Fields that are not there stay as they are.</param>
/// <param name="CreatedAt">Cannot be changed: another one than the user's is an error.</param>
internal sealed record UserInput(IReadOnlyDictionary<UserField, ParsedValue> Values, DateTime? CreatedAt = null)
{
    private static readonly FrozenSet<string> Names = UserField.All.Select(field => field.Name).ToFrozenSet();

    public bool Holds(User user) => Values.All(sent => sent.Value.Text == sent.Key.Of(user));

    public static (UserInput Input, Problem? Problem) ForNew(IReadOnlyDictionary<string, JsonMember> members)
    {
        var errors = new ValidationErrors();
        var values = Read(members, allRequired: true, readOnly: [], errors);
        return (new(values), errors.ToProblem(BodyProblems.ValidationFailed));
    }

    // Read-only members may be repeated, so that clients can send back what they got.
    public static (UserInput Input, Problem? Problem) ForStored(
        long id, IReadOnlyDictionary<string, JsonMember> members, bool allRequired)
    {
        var errors = new ValidationErrors();
        if (members.TryGetValue("id", out var sent)
            && (sent.Type != JsonTokenType.Number || sent.Text != id.ToString(CultureInfo.InvariantCulture)))
        {
            errors.Add("id", FieldErrors.ReadOnly);
        }

        var createdAt = members.TryGetValue("created_at", out var time) ? TimeIn(time, errors) : null;
        var values = Read(members, allRequired, readOnly: ["id", "created_at"], errors);
        return (new(values, createdAt), errors.ToProblem(BodyProblems.ValidationFailed));
    }

    /// <returns>Null when there are no members, as it must be.</returns>
    public static Problem? ForErasure(IReadOnlyDictionary<string, JsonMember> members)
    {
        var errors = new ValidationErrors();
        foreach (var member in members.Keys)
        {
            errors.Add(member, FieldErrors.Unknown);
        }

        return errors.ToProblem(BodyProblems.ValidationFailed);
    }

    private static DateTime? TimeIn(JsonMember sent, ValidationErrors errors) =>
        (sent.Type == JsonTokenType.String ? Rfc3339.Parse(sent.Text)?.UtcDateTime : null)
            ?? errors.Add<DateTime?>("created_at", FieldErrors.ReadOnly, null);

    private static Dictionary<UserField, ParsedValue> Read(
        IReadOnlyDictionary<string, JsonMember> members, bool allRequired, string[] readOnly, ValidationErrors errors)
    {
        var values = new Dictionary<UserField, ParsedValue>();
        foreach (var field in UserField.All)
        {
            if (TextOf(field, members, allRequired, errors) is { } text)
            {
                var value = values[field] = field.Parse(text);
                if (value.Errors.Count > 0)
                {
                    errors.Add(field.Name, [.. value.Errors]);
                }
            }
        }

        foreach (var member in members.Keys)
        {
            if (!Names.Contains(member) && !readOnly.Contains(member))
            {
                errors.Add(member, FieldErrors.Unknown);
            }
        }

        return values;
    }

    private static string? TextOf(
        UserField field, IReadOnlyDictionary<string, JsonMember> members, bool isRequired, ValidationErrors errors)
    {
        var error = !members.TryGetValue(field.Name, out var sent) ? (isRequired ? FieldErrors.Missing : null)
            : sent.Type == JsonTokenType.Null ? FieldErrors.Null
            : sent.Type != JsonTokenType.String ? FieldErrors.NoString
            : null;
        return error is null ? sent.Text : errors.Add<string?>(field.Name, error, null);
    }
}
