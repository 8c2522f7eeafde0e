using Platform.Problems;
using UsersService.Description;
using UsersService.Users;

namespace UsersService.Erasure;

internal static class ExportEndpoints
{
    public static void MapExport(this RouteGroupBuilder users)
    {
        users.MapGet($"{UserEndpoints.OneUser}/export", ExportUser)
            .FailsWith(KnownProblems.ServiceUnavailable.Error)
            .DescribeExport();
    }

    private static async Task<IResult> ExportUser(
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
