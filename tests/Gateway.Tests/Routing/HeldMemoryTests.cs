using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Routing;

/// <summary>Memory for one response that is held back.</summary>
public sealed class HeldMemoryTests(HeldMemoryTests.ScarceMemory gateway) : IClassFixture<HeldMemoryTests.ScarceMemory>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Response_that_finds_no_memory_is_passed_on_at_once()
    {
        var rest = new TaskCompletionSource();
        AnswerWith(async context =>
        {
            await BeginAsync(context);
            await rest.Task;
        });

        var both = new[] { BeginningAsync(), BeginningAsync() };
        await Task.WhenAny(both).WaitAsync(Patience, Cancellation);
        Assert.Contains(both, response => !response.IsCompleted);

        rest.SetResult();
        foreach (var response in await Task.WhenAll(both).WaitAsync(Patience, Cancellation))
        {
            Assert.Equal("beginning", await response.Content.ReadAsStringAsync(Cancellation));
            response.Dispose();
        }
    }

    [Fact]
    public async Task Memory_is_free_again_after_each_response()
    {
        AnswerWith(context => context.Response.WriteAsync("ok"));
        gateway.Users[0].Answer = async context =>
        {
            await BeginAsync(context);
            context.Abort();
        };

        for (var each = 0; each < 20; each++)
        {
            Assert.Equal("ok", await gateway.Client.GetStringAsync("/api/users", Cancellation));
        }
    }

    private static async Task BeginAsync(HttpContext context)
    {
        await context.Response.WriteAsync("beginning", Cancellation);
        await context.Response.Body.FlushAsync(Cancellation);
    }

    private void AnswerWith(RequestDelegate answer)
    {
        foreach (var replica in gateway.Users)
        {
            replica.Answer = answer;
        }
    }

    private Task<HttpResponseMessage> BeginningAsync() =>
        gateway.Client.GetAsync("/api/users", HttpCompletionOption.ResponseHeadersRead, Cancellation);

    public sealed class ScarceMemory() : RunningGateway(2, ("Retries:HeldBytes", "65536"));
}
