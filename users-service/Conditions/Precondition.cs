using Platform.Problems;

namespace UsersService.Conditions;

/// <summary>The versions of a user that a request may change.</summary>
/// <param name="Versions">Null for any.</param>
/// <param name="IsMissing">Whether <c>Users:RequireIfMatch</c> requires one and the request has none.</param>
internal readonly record struct Precondition(int[]? Versions, bool IsMissing = false)
{
    public static Precondition Read(HttpRequest request, long id, bool isRequired, out Problem? problem)
    {
        var versions = EntityTag.ReadIfMatch(request, id, out problem);
        return isRequired && request.Headers.IfMatch.Count == 0 ? new([], true) : new(versions);
    }

    public bool Admits(int version) => Versions is null || Versions.Contains(version);
}
