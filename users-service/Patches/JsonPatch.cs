using System.Text.Json;
using Platform.Bodies;
using Platform.Problems;
using UsersService.Bodies;
using UsersService.Users;

namespace UsersService.Patches;

internal sealed record Expectation(int Index, string Value);

/// <summary>A JSON patch (RFC 6902) of a user: what it expects of the stored user, and what it makes of it.</summary>
/// <param name="Expected">The values that fields must have before the patch.</param>
internal sealed record JsonPatch(
    IReadOnlyDictionary<string, JsonMember> Members, IReadOnlyDictionary<UserField, Expectation> Expected,
    Problem? Problem)
{
    private static readonly Dictionary<UserField, Expectation> Nothing = [];

    public static JsonPatch Of(JsonBody body) => new(body.Members, Nothing, body.Problem);

    /// <param name="json">Has passed <see cref="StrictJson"/>.</param>
    public static JsonPatch Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            return Refused(BodyProblems.NoObject);
        }

        var errors = new ValidationErrors();
        var operations = document.RootElement.EnumerateArray()
            .Select((operation, index) => PatchOperation.Read(operation, index, errors))
            .ToArray();
        return errors.ToProblem(BodyProblems.ValidationFailed) is { } problem ? Refused(problem) : Compile(operations);
    }

    public Problem? ProblemWith(User user) => UserField.All
        .Where(field => Expected.TryGetValue(field, out var expected) && expected.Value != field.Of(user))
        .Select(field => PatchProblems.TestFailed(Expected[field].Index))
        .FirstOrDefault();

    private static JsonPatch Refused(Problem problem) =>
        new(new Dictionary<string, JsonMember>(), Nothing, problem);

    private static JsonPatch Compile(PatchOperation[] operations)
    {
        var wanted = new Dictionary<string, JsonMember>();
        var expected = new Dictionary<UserField, Expectation>();
        foreach (var (index, (op, path, value)) in operations.Index())
        {
            var field = UserField.All.FirstOrDefault(field => field.Path == path);
            var problem = field is null ? PatchProblems.NoSuchField(index)
                : op is "test" ? Test(index, field, value!.Value)
                : op is "add" or "replace" ? null
                : PatchProblems.NoSuchOperation(index);
            if (problem is not null)
            {
                return Refused(problem);
            }

            if (op is not "test")
            {
                wanted[field!.Name] = value!.Value;
            }
        }

        return new(wanted, expected, null);

        // After an operation on the field, a test is about what that made of it; before, about the stored user.
        Problem? Test(int index, UserField field, JsonMember value)
        {
            var holds = wanted.TryGetValue(field.Name, out var made) ? made == value
                : value.Text is { } text
                    && (expected.TryAdd(field, new(index, text)) || expected[field].Value == text);
            return holds ? null : PatchProblems.TestFailed(index);
        }
    }
}
