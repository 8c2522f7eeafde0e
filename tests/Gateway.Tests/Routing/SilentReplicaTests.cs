using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Routing;

public sealed class SilentReplicaTests(RetryTests.TwoReplicas gateway) : IClassFixture<RetryTests.TwoReplicas>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replica_that_is_slow_is_waited_for_when_the_other_cannot_answer()
    {
        gateway.Users[0].Answer = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.5), context.RequestAborted);
            await context.Response.WriteAsync("from memory", Cancellation);
        };
        gateway.Users[1].Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };

        // Some of them are sent to the slow one first.
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => gateway.Client.GetStringAsync("/api/users/7", Cancellation)));

        Assert.All(answers, answer => Assert.Equal("from memory", answer));
    }
}
