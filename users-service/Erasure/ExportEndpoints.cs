using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using UsersService.Api;
using UsersService.OpenApi;

namespace UsersService.Erasure;

internal static class ExportEndpoints
{
    public static void MapExport(this RouteGroupBuilder users) =>
        users.MapGet($"{UserPaths.One}/export", ExportUser)
            .WithName("exportUser").WithSummary("Export all data about a user")
            .WithDescription("Works for deleted and erased users too.")
            .Refuses(400, 404, 503)
            .ResponseHeader("Content-Disposition", "A file name.", 200)
            .FailsWith(KnownProblems.ServiceUnavailable.Error);

    private static async Task<Results<Ok<UserExport>, Problem>> ExportUser(
        long id, HttpContext context, UserExports exports, CancellationToken cancellationToken)
    {
        if (await exports.ReadAsync(id, cancellationToken) is not { } export)
        {
            return KnownProblems.NotFound;
        }

        context.Response.Headers.ContentDisposition = $"attachment; filename=\"user-{id}.json\"";
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(export);
    }
}
