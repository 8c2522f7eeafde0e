using UsersService.Api;
using UsersService.Cache;
using UsersService.Changes;
using UsersService.Conditions;
using UsersService.Database;
using UsersService.Erasure;
using UsersService.History;
using UsersService.Idempotency;
using UsersService.Listing;
using UsersService.OpenApi;
using UsersService.Paging;
using UsersService.ReadReplica;
using UsersService.Reads;
using UsersService.Users;

namespace UsersService;

internal static class Features
{
    public static void AddFeatures(this WebApplicationBuilder builder)
    {
        builder.AddUsersDatabase();
        builder.AddReadReplica();
        builder.AddUserCache();
        builder.AddApi();
        builder.AddOpenApiDocument();
        var settings = builder.AddUsers();
        builder.AddPaging();
        builder.AddListing();
        builder.AddIdempotency();
        builder.AddChanges(settings);
        builder.AddReads();
        builder.AddHistory();
        builder.AddErasure();
    }

    public static void MapFeatures(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("").WithTags("Users")
            .FollowWrites()
            .AddEndpointFilter(QueryParameters.OnlyKnownOnce).AddEndpointFilter(ConditionHeaders.OnlyEvaluated);
        users.MapReads();
        users.MapChanges();
        users.MapHistory();
        users.MapExport();
        routes.MapOpenApiDocument();
    }
}
