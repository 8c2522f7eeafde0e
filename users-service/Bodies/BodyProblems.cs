using Platform.Problems;
using UsersService.Api;

namespace UsersService.Bodies;

internal static class BodyProblems
{
    /// <summary>The key of <c>details</c> for the body as a whole.</summary>
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
        Detail = $"This address takes {string.Join(" or ", taken)} in UTF-8, not compressed.",
    };

    public static Problem ValidationFailed(IReadOnlyDictionary<string, string[]> details) =>
        new(400, "Validation failed", "Something in the request is not as it must be.") { Details = details };
}
