using UsersService.Listing;

namespace UsersService.Reads;

/// <summary>
/// The pages that were stored last, up to a size: each has the size of its users and one for itself.
/// </summary>
internal sealed class RecentPages(long capacity)
{
    private readonly Dictionary<PageRequest, LinkedListNode<(PageRequest Request, Stale<UserPage> Page)>> _nodes = [];
    private readonly LinkedList<(PageRequest Request, Stale<UserPage> Page)> _newestFirst = [];
    private long _size;

    public IEnumerable<Stale<UserPage>> All => _newestFirst.Select(stored => stored.Page);

    public Stale<UserPage>? Find(PageRequest request) => _nodes.GetValueOrDefault(request)?.Value.Page;

    public void Set(PageRequest request, Stale<UserPage> page)
    {
        Remove(request);
        _nodes[request] = _newestFirst.AddFirst((request, page));
        _size += SizeOf(page);
        while (_size > capacity)
        {
            Remove(_newestFirst.Last!.Value.Request);
        }
    }

    public bool Remove(PageRequest request)
    {
        if (!_nodes.Remove(request, out var node))
        {
            return false;
        }

        _newestFirst.Remove(node);
        _size -= SizeOf(node.Value.Page);
        return true;
    }

    private static int SizeOf(Stale<UserPage> page) => 1 + page.Value.Users.Count;
}
