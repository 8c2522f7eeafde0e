using System.Text.Json;
using Platform.Problems;
using UsersService.Bodies;
using UsersService.Users;

namespace UsersService.Patches;

/// <param name="Index">Of the operation that tests it.</param>
/// <param name="Value">What the stored user must have.</param>
internal readonly record struct Expectation(int Index, string? Value);

/// <summary>
/// A JSON patch (RFC 6902) of a user, as a whole: what it expects of the user as stored, and what it makes of it.
/// </summary>
/// <param name="Members">The new values, as a merge patch would have them.</param>
/// <param name="Name">What the name must be before; null for anything.</param>
/// <param name="Email">What the email must be before; null for anything.</param>
/// <param name="Problem">What is wrong with it, whatever the user is.</param>
internal sealed record JsonPatch(
    IReadOnlyDictionary<string, JsonMember> Members, Expectation? Name, Expectation? Email, Problem? Problem)
{
    /// <summary>Of a body that is no JSON patch and expects nothing.</summary>
    public static JsonPatch Of(JsonBody body) => new(body.Members, null, null, body.Problem);

    /// <param name="json">Has passed <see cref="StrictJson"/>.</param>
    public static JsonPatch Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            return Refused(BodyProblems.NoObject);
        }

        var errors = new Dictionary<string, string[]>();
        var operations = document.RootElement.EnumerateArray()
            .Select((operation, index) => PatchOperation.Read(operation, index, errors))
            .ToArray();
        return errors.Count > 0 ? Refused(BodyProblems.ValidationFailed(errors)) : Compile(operations);
    }

    /// <returns>Null when the user is as expected.</returns>
    public Problem? ProblemWith(User user) =>
        Name is { } name && name.Value != user.Name ? PatchProblems.TestFailed(name.Index)
        : Email is { } email && email.Value != user.Email ? PatchProblems.TestFailed(email.Index)
        : null;

    private static JsonPatch Refused(Problem problem) =>
        new(new Dictionary<string, JsonMember>(), null, null, problem);

    private static JsonPatch Compile(PatchOperation[] operations)
    {
        var wanted = new Dictionary<string, JsonMember>();
        var expected = new Dictionary<string, Expectation>();
        foreach (var (index, (op, path, value)) in operations.Index())
        {
            var problem = path is not ("/name" or "/email") ? PatchProblems.NoSuchField(index)
                : op is "test" ? Test(index, path[1..], value!.Value)
                : op is "add" or "replace" ? null
                : PatchProblems.NoSuchOperation(index);
            if (problem is not null)
            {
                return Refused(problem);
            }

            if (op is not "test")
            {
                wanted[path[1..]] = value!.Value;
            }
        }

        return new(wanted, Of("name"), Of("email"), null);

        Expectation? Of(string field) => expected.TryGetValue(field, out var known) ? known : null;

        // After an operation on the field, a test is about what that made of it; before, about the stored user.
        Problem? Test(int index, string field, JsonMember value)
        {
            var isKnown = wanted.TryGetValue(field, out var made);
            var holds = isKnown ? made == value
                : value.Text is not null && expected.TryAdd(field, new(index, value.Text))
                    || expected.TryGetValue(field, out var before) && before.Value == value.Text;
            return holds ? null : PatchProblems.TestFailed(index);
        }
    }
}
