using Platform.Requests;
using UsersService.Api;
using UsersService.OpenApi;

namespace UsersService.Reads;

internal static class ReadsModule
{
    public static void AddReads(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FreshnessMeter>();
        builder.Services.AddSingleton<StalePageCache>();
        builder.Services.AddSingleton<UserReads>();
        builder.Services.AddSingleton<UserPages>();
    }

    public static void MapReads(this RouteGroupBuilder users)
    {
        users.MapList();
        users.MapStats();
        users.MapUser();
    }

    public static RouteHandlerBuilder ReadsUsers(
        this RouteHandlerBuilder route, string error, params int[] statuses) => route
        .FailsWith(error, http => http.RequestServices.GetRequiredService<FreshnessMeter>().Unavailable(http))
        .Refuses(503)
        .RequestHeader(LastWrite.Header, "From the response to a write: read nothing older.")
        .ResponseHeader(
            "X-Data-Freshness", "`stale` if the answer is a copy because the database is unavailable.", statuses)
        .ResponseHeader("Age", "Seconds by which a stale answer may be out of date.", statuses);
}
