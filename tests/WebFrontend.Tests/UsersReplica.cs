using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;

namespace WebFrontend.Tests;

/// <summary>
/// A real server on loopback that stands for a replica of users-service; the test says what it answers.
/// </summary>
public sealed class UsersReplica : IAsyncDisposable
{
    /// <summary>A user as the API shows it.</summary>
    public const string Ada =
        """{"id":1,"name":"Ada Lovelace","email":"ada@example.org","created_at":"2026-11-23T09:07:10.935110+00:00"}""";

    private readonly WebApplication _server;
    private int _requests;

    private UsersReplica(WebApplication server, string address)
    {
        _server = server;
        Address = address;
        _server.Run(HandleAsync);
    }

    public string Address { get; }

    /// <summary>By default an empty list.</summary>
    public RequestDelegate Answer { get; set; } = List("[]");

    public int Requests => _requests;

    /// <summary>The headers of every request.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Headers { get; } = [];

    /// <summary>The body of the last write.</summary>
    public string? Written { get; private set; }

    public static async Task<UsersReplica> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        var replica = new UsersReplica(builder.Build(), $"http://127.0.0.1:{port}");
        await replica._server.StartAsync(TestContext.Current.CancellationToken);
        return replica;
    }

    public static Task JsonAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public static Task ProblemAsync(HttpContext context, int status, string error, string details = "null") =>
        JsonAsync(context, status, $$"""{"status":{{status}},"error":"{{error}}","details":{{details}}}""");

    /// <summary>The list of users, counted, for a read; what the test says for a write.</summary>
    public static RequestDelegate List(string json, RequestDelegate? write = null) => context =>
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return write!(context);
        }

        context.Response.Headers["X-Total-Count"] = $"{JsonElement.Parse(json).GetArrayLength()}";
        return JsonAsync(context, 200, json);
    };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        Headers.Enqueue(context.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        if (HttpMethods.IsPost(context.Request.Method))
        {
            using var reader = new StreamReader(context.Request.Body);
            Written = await reader.ReadToEndAsync(context.RequestAborted);
        }

        await Answer(context);
    }
}
