using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WebFrontend.Html;

namespace WebFrontend.Tests.Html;

public sealed class PageTests
{
    private readonly DefaultHttpContext _context = new()
    {
        RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        Response = { Body = new MemoryStream() },
    };

    [Fact]
    public async Task Page_has_its_status_and_is_not_stored()
    {
        await ExecuteAsync("Ada", StatusCodes.Status409Conflict);

        Assert.Equal(StatusCodes.Status409Conflict, _context.Response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", _context.Response.ContentType);
        Assert.Equal("no-store", _context.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task Parameters_are_encoded()
    {
        await ExecuteAsync("<script>");

        Assert.Equal("<p>&lt;script&gt;</p>", Sent);
    }

    [Fact]
    public async Task Component_that_fails_sends_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => ExecuteAsync(name: null));

        Assert.Equal(("", null), (Sent, _context.Response.ContentType));
    }

    private string Sent => Encoding.UTF8.GetString(((MemoryStream)_context.Response.Body).ToArray());

    private Task ExecuteAsync(string? name, int status = StatusCodes.Status200OK) =>
        new Page<Greeting>(new Dictionary<string, object?> { [nameof(Greeting.Name)] = name }) { Status = status }
            .ExecuteAsync(_context);

    /// <summary>Fails without a name, after its first element.</summary>
    private sealed class Greeting : ComponentBase
    {
        [Parameter]
        public string? Name { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenElement(0, "p");
            builder.AddContent(1, Name ?? throw new InvalidOperationException());
            builder.CloseElement();
        }
    }
}
