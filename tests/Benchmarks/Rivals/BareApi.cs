using Npgsql;

namespace Benchmarks.Rivals;

/// <summary>One user by minimal API and Npgsql, and nothing else.</summary>
internal static class BareApi
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(
            http => http.SerializerOptions.TypeInfoResolverChain.Insert(0, BareJson.Default));
        var app = builder.Build();
        app.MapGet("/api/users/{id:long}", FindAsync);
        return app;
    }

    private static async Task<IResult> FindAsync(long id, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var user = await BareUser.FindAsync(id, source, cancellationToken);
        return user is null ? TypedResults.NotFound() : TypedResults.Ok(user);
    }
}
