namespace UsersService.Paging;

internal static class PagingModule
{
    public static void AddPaging(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CursorKey>();
        builder.Services.AddSingleton<PageLinks>();
    }
}
