using System.Diagnostics;
using Gateway.Security;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Platform.Problems;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>
/// What the server cannot read as HTTP it refuses with a bare status, before any middleware runs. It tells of it in a
/// diagnostic event: there the reply is started with our headers, which the server cannot take back, and the body
/// follows when the server is done with the connection.
/// </summary>
internal static class UnreadableRequests
{
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static void AddUnreadableRequests(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(
        server => server.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
        {
            await next(connection);
            if (connection.Items.TryGetValue(typeof(UnreadableRequests), out var body))
            {
                await connection.Transport.Output.WriteAsync((byte[])body!);
            }
        })));

    public static void UseUnreadableRequests(this WebApplication app)
    {
        var events = app.Services.GetRequiredService<DiagnosticListener>();
        app.Lifetime.ApplicationStopped.Register(events.Subscribe(new Refusals(), name => name == Refused).Dispose);
    }

    private static void Answer(IFeatureCollection refused)
    {
        var response = refused.GetRequiredFeature<IHttpResponseFeature>();
        if (response.HasStarted)
        {
            return;
        }

        // It has 505 for a version that there is not, but whoever counts 5xx counts faults of ours.
        response.StatusCode = response.StatusCode < 500 ? response.StatusCode : StatusCodes.Status400BadRequest;
        var (headers, body) = ProblemFor(response.StatusCode);
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        if (refused.GetRequiredFeature<IHttpRequestFeature>().Method != HttpMethods.Head)
        {
            response.Headers.ContentLength = body.Length;
            refused.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(UnreadableRequests)] = body;
        }

        // Into a buffer, so there is nothing to wait for.
        refused.GetRequiredFeature<IHttpResponseBodyFeature>().StartAsync().GetAwaiter().GetResult();
    }

    private static (IHeaderDictionary Headers, byte[] Body) ProblemFor(int status)
    {
        var body = new MemoryStream();
        var answer = new DefaultHttpContext { TraceIdentifier = RequestId.New(), Response = { Body = body } };
        answer.Response.Headers[RequestId.Header] = answer.TraceIdentifier;
        answer.Response.Headers.Connection = "close";
        SecurityHeaders.Apply(answer.Response.Headers);

        KnownProblems.ForStatus(status).ExecuteAsync(answer).GetAwaiter().GetResult();
        return (answer.Response.Headers, body.ToArray());
    }

    private sealed class Refusals : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            // What other observers asked for comes here too.
            if (value is { Key: Refused, Value: IFeatureCollection refused })
            {
                Answer(refused);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
