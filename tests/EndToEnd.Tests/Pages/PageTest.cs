using System.Collections.Concurrent;
using Local;
using Microsoft.Playwright;

namespace EndToEnd.Tests.Pages;

/// <summary>
/// Opens pages of the running system in a real browser. A page that breaks its own security policy or writes an error
/// to the console fails the test, and a test that fails leaves a screenshot in <c>artifacts/screenshots</c>.
/// </summary>
public abstract class PageTest(SystemFixture system, Browser browser) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly List<IBrowserContext> _contexts = [];

    /// <summary>A client of the gateway.</summary>
    protected HttpClient Gateway => system.Gateway;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var context in _contexts)
        {
            if (failed)
            {
                await TakeScreenshotsAsync(context);
            }

            await context.CloseAsync();
        }

        GC.SuppressFinalize(this);
        Assert.Empty(_complaints);
    }

    /// <param name="options">How the reader's browser is; an ordinary desktop in light colours when null.</param>
    protected async Task<IPage> OpenAsync(
        string path, BrowserNewContextOptions? options = null, Func<IPage, Task>? before = null)
    {
        options ??= new();
        options.BaseURL = system.Address.ToString();
        var context = await browser.OpenContextAsync(options);
        _contexts.Add(context);
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);

        var page = await context.NewPageAsync();
        page.Console += (_, message) => Note(message);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        if (before is not null)
        {
            await before(page);
        }

        await page.GotoAsync(path);
        return page;
    }

    private void Note(IConsoleMessage message)
    {
        // The browser writes one for every answer that is not 2xx; what the page makes of it is what tests look at.
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
        {
            _complaints.Enqueue(message.Text);
        }
    }

    private static async Task TakeScreenshotsAsync(IBrowserContext context)
    {
        var invalid = Path.GetInvalidFileNameChars().Append(' ').ToArray();
        var name = string.Concat(TestContext.Current.Test!.TestDisplayName.Split(invalid));
        name = name[..Math.Min(name.Length, 150)];
        for (var index = 0; index < context.Pages.Count; index++)
        {
            await context.Pages[index].ScreenshotAsync(new()
            {
                Path = Path.Combine(Checkout.Root, "artifacts", "screenshots", $"{name}-{index + 1}.png"),
                FullPage = true,
            });
        }
    }
}
