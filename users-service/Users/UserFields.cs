using System.Globalization;
using System.Text.Json;
using Platform.Problems;
using UsersService.Api;
using UsersService.Bodies;
using UsersService.Emails;
using UsersService.Names;

namespace UsersService.Users;

/// <summary>Turns the members of a body into a user that can be stored, or into all that is wrong with them.</summary>
internal sealed class UserFields
{
    private readonly Dictionary<string, string[]> _errors = [];
    private readonly IReadOnlyDictionary<string, JsonMember> _members;
    private readonly bool _allRequired;

    private UserFields(IReadOnlyDictionary<string, JsonMember> members, bool allRequired)
    {
        _members = members;
        _allRequired = allRequired;
    }

    /// <summary>For a new user: both fields and nothing else.</summary>
    public static (UserInput Wanted, Problem? Problem) ForNew(IReadOnlyDictionary<string, JsonMember> members)
    {
        var fields = new UserFields(members, allRequired: true);
        return fields.Read("name", "email");
    }

    /// <summary>For a stored user: read-only fields may be repeated, so that one can send back what one got.</summary>
    public static (UserInput Wanted, Problem? Problem) ForStored(
        long id, IReadOnlyDictionary<string, JsonMember> members, bool allRequired)
    {
        var fields = new UserFields(members, allRequired);
        if (members.TryGetValue("id", out var sent)
            && (sent.Type != JsonTokenType.Number || sent.Text != id.ToString(CultureInfo.InvariantCulture)))
        {
            fields._errors["id"] = [FieldErrors.ReadOnly];
        }

        return fields.Read("name", "email", "id", "created_at");
    }

    private (UserInput Wanted, Problem? Problem) Read(params string[] known)
    {
        var wanted = new UserInput(Name(), Email(), CreatedAt());
        foreach (var unknown in _members.Keys.Except(known))
        {
            _errors[unknown] = [FieldErrors.Unknown];
        }

        return (wanted, _errors.Count == 0 ? null : BodyProblems.ValidationFailed(_errors));
    }

    private string? Name()
    {
        if (Text("name") is not { } text)
        {
            return null;
        }

        var name = PersonName.Parse(text, out var errors);
        if (errors.Count > 0)
        {
            _errors["name"] = [.. errors];
        }

        return name;
    }

    private Email? Email()
    {
        if (Text("email") is not { } text)
        {
            return null;
        }

        var email = Emails.Email.Parse(text);
        if (email is null)
        {
            _errors["email"] = [FieldErrors.NoEmail];
        }

        return email;
    }

    private DateTime? CreatedAt()
    {
        if (!_members.TryGetValue("created_at", out var sent))
        {
            return null;
        }

        if (DateTimeOffset.TryParse(
            sent.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.UtcDateTime;
        }

        _errors["created_at"] = [FieldErrors.ReadOnly];
        return null;
    }

    private string? Text(string field)
    {
        var error = !_members.TryGetValue(field, out var sent) ? (_allRequired ? FieldErrors.Missing : null)
            : sent.Type == JsonTokenType.Null ? FieldErrors.Null
            : sent.Type != JsonTokenType.String ? FieldErrors.NoString
            : null;
        if (error is not null)
        {
            _errors[field] = [error];
        }

        return error is null ? sent.Text : null;
    }
}
