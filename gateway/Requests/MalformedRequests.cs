using System.Diagnostics;
using Gateway.Security;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Platform.Problems;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>
/// Requests that are not HTTP. The server refuses them with a bare status, before any middleware runs, and raises a
/// diagnostic event: there the response is started with our headers, which the server cannot take back, and the body
/// follows when the server is done with the connection.
/// </summary>
internal static class MalformedRequests
{
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static void UseMalformedRequests(this ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        await next(connection);
        if (connection.Items.TryGetValue(typeof(MalformedRequests), out var body))
        {
            await connection.Transport.Output.WriteAsync((byte[])body!);
        }
    });

    public static void UseMalformedRequests(this WebApplication app)
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

        // The server answers an unknown HTTP version with 505, but 5xx counts as a failure of this system.
        response.StatusCode = response.StatusCode < 500 ? response.StatusCode : StatusCodes.Status400BadRequest;
        var (headers, body) = ProblemFor(response.StatusCode);
        foreach (var (name, value) in headers)
        {
            response.Headers[name] = value;
        }

        if (refused.GetRequiredFeature<IHttpRequestFeature>().Method != HttpMethods.Head)
        {
            response.Headers.ContentLength = body.Length;
            refused.GetRequiredFeature<IConnectionItemsFeature>().Items[typeof(MalformedRequests)] = body;
        }

        // Writes into a buffer, so there is nothing to wait for.
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
            // Events that other observers enabled arrive here too.
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
