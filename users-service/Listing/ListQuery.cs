using Platform.Problems;
using Platform.Timing;
using UsersService.Api;
using UsersService.Paging;
using UsersService.Users;

namespace UsersService.Listing;

internal sealed class ListQuery(CursorKey secret, UsersSettings settings)
{
    public const string SortBy = "sort";
    public const string Search = "q";
    public const string Email = "email";
    public const string Ids = "ids";
    public const string CreatedAfter = "created_after";
    public const string CreatedBefore = "created_before";
    public const string Status = "status";
    public const string View = "view";
    public const string Count = "count";

    public const int MaxIds = 100;

    public const string InvalidView = "Must be full.";

    public async ValueTask<(PageRequest Request, Problem? Problem)> ReadAsync(
        IQueryCollection query, CancellationToken cancellationToken)
    {
        var values = new QueryValues(query);
        var request = new PageRequest(
            values.Read(PageLimit.Name, PageLimit.Parse, PageLimit.Invalid) ?? settings.ListCap, null)
        {
            Sort = values.Read(
                SortBy, Sort.Parse, $"Must be one of {SortNames}, with - before it for descending order.")
                ?? Sort.NewestFirst,
            Filter = FilterIn(values),
            Count = values.Read(Count, CountModeIn, "Must be none, capped or exact.") ?? CountMode.None,
        };
        values.Read(View, ViewIn, InvalidView);
        return values.Problem is { } problem ? (request, problem)
            : query.TryGetValue(Cursor.Name, out var from) ? await ContinueAsync(request, $"{from}", cancellationToken)
            : (request, null);
    }

    /// <returns>What a cursor of the list is signed for; limit, view and count may differ between pages.</returns>
    public static string ListOf(PageRequest request) => $"{request.Sort}\n{request.Filter}";

    private static string SortNames => string.Join(", ", SortKey.All.Keys.Order(StringComparer.Ordinal));

    private async ValueTask<(PageRequest Request, Problem? Problem)> ContinueAsync(
        PageRequest request, string cursor, CancellationToken cancellationToken)
    {
        var from = Cursor.Read(cursor, ListOf(request), await secret.GetAsync(cancellationToken));
        return (request with { From = from }, from is null ? Cursor.Invalid : null);
    }

    private static UserFilter FilterIn(QueryValues values) => new()
    {
        Status = values.Read(Status, StatusIn, "Must be active, deleted or all.") ?? UserStatus.Active,
        Search = values.Read(
            Search, Listing.Search.Parse,
            $"Must be 1 to {Listing.Search.MaxLength} characters, at least one of them searchable."),
        EmailKey = values.Read(Email, text => Emails.Email.Parse(text)?.Key, FieldErrors.NoEmail),
        Ids = values.Read(Ids, IdsIn, $"Must be 1 to {MaxIds} ids, separated by commas."),
        CreatedFrom = values.Read(CreatedAfter, TimeIn, Rfc3339.Problem),
        CreatedBefore = values.Read(CreatedBefore, TimeIn, Rfc3339.Problem),
    };

    public static string? ViewIn(string text) => text == "full" ? text : null;

    private static string? IdsIn(string text)
    {
        var ids = text.Split(',');
        return ids.Length <= MaxIds && ids.All(UserIdConstraint.IsId) ? text : null;
    }

    private static DateTime? TimeIn(string text) => Rfc3339.Parse(text)?.UtcDateTime;

    private static UserStatus? StatusIn(string text) => text switch
    {
        "active" => UserStatus.Active,
        "deleted" => UserStatus.Deleted,
        "all" => UserStatus.All,
        _ => null,
    };

    private static CountMode? CountModeIn(string text) => text switch
    {
        "none" => CountMode.None,
        "capped" => CountMode.Capped,
        "exact" => CountMode.Exact,
        _ => null,
    };
}
