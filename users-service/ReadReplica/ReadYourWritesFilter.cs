using System.Globalization;
using Platform.Requests;
using UsersService.OpenApi;

namespace UsersService.ReadReplica;

internal static class ReadYourWritesFilter
{
    public static RouteGroupBuilder FollowWrites(this RouteGroupBuilder routes) => routes
        .AddEndpointFilter(Follow)
        .AddOpenApiOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod != HttpMethods.Get)
            {
                foreach (var (_, response) in operation.Responses!.Where(response =>
                    ReadYourWrites.TellsOfState(int.Parse(response.Key, CultureInfo.InvariantCulture))))
                {
                    Operations.Describe(
                        response, LastWrite.Header,
                        "The position of this write; a read that sends it sees this write and all before it.");
                    Operations.Describe(
                        response, "Set-Cookie",
                        $"`{LastWrite.Cookie}`: the same position for browsers, for one minute.");
                }
            }

            return Task.CompletedTask;
        });

    private static ValueTask<object?> Follow(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.OnStarting(Note, http);
        }

        return next(invocation);
    }

    private static Task Note(object context)
    {
        var http = (HttpContext)context;
        return ReadYourWrites.TellsOfState(http.Response.StatusCode)
            ? http.RequestServices.GetRequiredService<ReadYourWrites>().NoteAsync(http)
            : Task.CompletedTask;
    }
}
