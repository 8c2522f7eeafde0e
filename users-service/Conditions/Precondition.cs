using Platform.Problems;

namespace UsersService.Conditions;

/// <summary>Which versions of a user a client would change.</summary>
/// <param name="Versions">Null for any.</param>
/// <param name="IsMissing">The client must say (<c>Users:RequireIfMatch</c>) and did not; no version is meant then.</param>
internal readonly record struct Precondition(int[]? Versions, bool IsMissing = false)
{
    public static Precondition Read(HttpRequest request, long id, bool isRequired, out Problem? problem)
    {
        var versions = EntityTag.ReadIfMatch(request, id, out problem);
        return isRequired && request.Headers.IfMatch.Count == 0 ? new([], true) : new(versions);
    }

    public bool Admits(int version) => Versions is null || Versions.Contains(version);
}
