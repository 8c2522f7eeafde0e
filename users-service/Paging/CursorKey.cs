using System.Text;
using UsersService.Database;
using UsersService.Users;

namespace UsersService.Paging;

internal sealed class CursorKey(UsersDatabase database, UsersSettings settings)
{
    private byte[]? _key = settings.CursorKey is { } configured ? Encoding.UTF8.GetBytes(configured) : null;

    public async ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) =>
        _key ??= await database.ReadOneAsync<byte[]>("select key from cursor_key", null, cancellationToken)
            ?? throw new InvalidOperationException("The table cursor_key is empty.");
}
