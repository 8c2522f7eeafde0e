using Platform.Caching;
using Platform.Requests;
using UsersService.Cache;
using UsersService.Listing;
using UsersService.Paging;
using UsersService.ReadReplica;

namespace UsersService.Reads;

/// <summary>
/// Pages of the list as they are sent, by the address that was asked for. For <see cref="CacheSettings.FreshFor"/>, one
/// read answers all requests for a page; a write of this process ends that at once.
/// </summary>
internal sealed class UserPages(
    UserReads reads, PageLinks links, ReadYourWrites writes, UserCache users, CacheSettings settings,
    TimeProvider clock)
{
    /// <summary>Of one moment; a page has at most 1,000 users.</summary>
    private const int Capacity = 64;

    private readonly RecentValues<Read<ReadyPage>> _recent =
        new(settings.FreshFor, Capacity, page => !page.IsLastResort, clock, () => users.Writes);

    /// <returns>Null when the page must be read.</returns>
    public Task<Read<ReadyPage>>? Remembered(HttpContext context) =>
        writes.AllowsMemory(context)
            ? _recent.Find(AddressOf(context.Request), LastWrite.AgeOf(context.Request))
            : null;

    /// <param name="page">What the request asks for.</param>
    public Task<Read<ReadyPage>> ReadAsync(HttpContext context, PageRequest page)
    {
        var list = ListAddress.Of(context.Request);
        var isFull = context.Request.Query.ContainsKey(ListQuery.View);
        var isLimited = context.Request.Query.ContainsKey(PageLimit.Name);
        var written = writes.Of(context);
        return writes.AllowsMemory(context)
            ? _recent.GetOrMakeAsync(
                AddressOf(context.Request), () => ReadNowAsync(CancellationToken.None),
                LastWrite.AgeOf(context.Request))
            : ReadNowAsync(context.RequestAborted);

        async Task<Read<ReadyPage>> ReadNowAsync(CancellationToken cancellationToken)
        {
            var read = await reads.ListAsync(written, page, cancellationToken);
            var link = await links.ToAsync(
                list, ListQuery.ListOf(page), isFirst: page.From is null, read.Value.Next, read.Value.Previous,
                cancellationToken);
            var isTruncated = read.Value.Next is not null && !isLimited;
            return new(ReadyPage.Of(read.Value, isFull, link, isTruncated), read.Age, read.IsLastResort);
        }
    }

    private static string AddressOf(HttpRequest request) => request.Path + request.QueryString;
}
