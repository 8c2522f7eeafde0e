namespace Benchmarks.Rivals;

/// <summary>
/// Has a prepared response, so that only what stands in front of it is measured; and takes what is sent to a collector.
/// </summary>
internal static class TrivialBackend
{
    private static readonly byte[] Answer =
        """
        {"id":7,"name":"Ada","email":"ada@example.org","created_at":"2026-11-23T09:07:10.935110+00:00"}
        """u8.ToArray();

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.MapGet("/api/{**rest}", context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Answer.Length;
            return context.Response.Body.WriteAsync(Answer, context.RequestAborted).AsTask();
        });
        app.MapPost("/v1/{signal}", context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        return app;
    }
}
