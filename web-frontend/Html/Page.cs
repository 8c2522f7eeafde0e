using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace WebFrontend.Html;

/// <summary>
/// A component rendered once, whole, on the server. Everything in it is encoded by the renderer, and nothing is sent
/// before all of it is known, so a failure still becomes a proper error.
/// </summary>
/// <param name="parameters">The component's parameters by name.</param>
internal sealed class Page<TComponent>(IDictionary<string, object?> parameters) : IResult
    where TComponent : IComponent
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext) =>
        await (await ReadyAsync(httpContext.RequestServices)).ExecuteAsync(httpContext);

    /// <param name="services">Of the components.</param>
    public async Task<ReadyPage> ReadyAsync(IServiceProvider services)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters));
            return root.ToHtmlString();
        });
        return new(Encoding.UTF8.GetBytes(html), Status);
    }
}

/// <summary>A page as it is sent.</summary>
internal sealed record ReadyPage(byte[] Html, int Status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Html.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(Html, httpContext.RequestAborted).AsTask();
    }
}
