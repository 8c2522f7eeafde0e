using Platform.Problems;
using UsersService.Api;

namespace UsersService.Bodies;

internal static class BodyProblems
{
    private const string Body = "_schema";

    public static Problem NoObject { get; } =
        ValidationFailed(new Dictionary<string, string[]> { [Body] = [FieldErrors.NoObject] });

    public static Problem InvalidJson(string fault) =>
        new(400, "Invalid JSON", "The body is not JSON as RFC 8259 and RFC 7493 define it.")
        {
            Details = new Dictionary<string, string[]> { [Body] = [fault] },
        };

    public static Problem UnsupportedMediaType(string[] taken) => KnownProblems.ForStatus(415) with
    {
        Detail = $"This address accepts {string.Join(" or ", taken)} in UTF-8, uncompressed.",
    };

    public static Problem ValidationFailed(IReadOnlyDictionary<string, string[]> details) =>
        new(400, "Validation failed", "One or more fields are not valid.") { Details = details };
}
