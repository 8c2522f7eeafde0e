using Microsoft.Net.Http.Headers;
using Platform.Problems;
using UsersService.Users;

namespace UsersService.Conditions;

/// <summary>
/// What must be true of a user for a request to be executed, in the order of RFC 9110, section 13.2.2.
/// </summary>
/// <param name="Versions">If-Match: one of these; null for any.</param>
internal sealed record Precondition(int[]? Versions)
{
    /// <summary>Whether <c>Users:RequireIfMatch</c> requires a version and the request has none.</summary>
    public bool IsMissing { get; init; }

    /// <summary>If-None-Match: none of these; null for any.</summary>
    public int[]? OtherThan { get; init; }

    /// <summary>If-Unmodified-Since, as the first second that is too late.</summary>
    public DateTime? UnmodifiedBefore { get; init; }

    /// <summary>If-Modified-Since, as the first second that is late enough; for reads only.</summary>
    public DateTime? ModifiedFrom { get; init; }

    private static Precondition None { get; } = new((int[]?)null);

    private static Precondition Missing { get; } = new([]) { IsMissing = true };

    private bool ExcludesAll { get; init; }

    /// <summary><see cref="Versions"/>, or none when If-None-Match excludes whatever is there.</summary>
    public int[]? Possible => ExcludesAll ? [] : Versions;

    /// <remarks>A date beside entity tags is not evaluated, because they are more precise.</remarks>
    public static Precondition Read(HttpRequest request, long id, bool isRequired, out Problem? problem)
    {
        problem = null;
        var headers = request.Headers;
        if (headers.IfMatch.Count + headers.IfNoneMatch.Count + headers.IfUnmodifiedSince.Count
            + headers.IfModifiedSince.Count == 0)
        {
            return isRequired ? Missing : None;
        }

        return Read(headers, id, isRequired, out problem);
    }

    private static Precondition Read(IHeaderDictionary headers, long id, bool isRequired, out Problem? problem)
    {
        var errors = new ValidationErrors();
        var match = EntityTag.Read(HeaderNames.IfMatch, headers.IfMatch, errors);
        var noneMatch = EntityTag.Read(HeaderNames.IfNoneMatch, headers.IfNoneMatch, errors);
        var precondition = new Precondition(match is null || match.Contains(EntityTagHeaderValue.Any)
            ? null
            : [.. match.Where(tag => !tag.IsWeak).Select(tag => EntityTag.VersionIn(tag, id)).OfType<int>()])
        {
            OtherThan = noneMatch?.Select(tag => EntityTag.VersionIn(tag, id)).OfType<int>().ToArray(),
            ExcludesAll = noneMatch?.Contains(EntityTagHeaderValue.Any) is true,
            UnmodifiedBefore = match is null
                ? HttpDate.SecondAfter(HeaderNames.IfUnmodifiedSince, headers.IfUnmodifiedSince, errors) : null,
            ModifiedFrom = noneMatch is null
                ? HttpDate.SecondAfter(HeaderNames.IfModifiedSince, headers.IfModifiedSince, errors) : null,
        };
        problem = errors.ToProblem(KnownProblems.InvalidHeaders);
        return isRequired && match is null ? Missing : precondition;
    }

    public bool Admits(User user) => IsMetBy(user) && !Excludes(user);

    public bool IsMetBy(User user) =>
        Versions?.Contains(user.Version) is not false && (UnmodifiedBefore is not { } limit || user.UpdatedAt < limit);

    public bool Excludes(User user) => ExcludesAll || OtherThan?.Contains(user.Version) is true;

    public bool IsUnmodified(User user) => ModifiedFrom is { } first && user.UpdatedAt < first;
}
