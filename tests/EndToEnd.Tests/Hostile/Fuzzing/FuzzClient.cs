using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>
/// One of many clients at the same time. All it sends carries its mark, and every change it makes is to its own user,
/// so a mark of another client in a response is a leak.
/// </summary>
internal sealed partial class FuzzClient(SystemFixture system)
{
    private const int Tries = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly string _mark = $"mark{Guid.NewGuid():N}"[..20] + "z";
    private long? _own;

    public async Task SendAsync(FuzzRequest request)
    {
        _own ??= await RegisterAsync();
        foreach (var reply in await AnswersAsync(request.From(_mark, _own.Value)))
        {
            reply.AssertSound();
            AssertOwn(reply.Head);
            AssertOwn(request.MayListUsers ? "" : reply.Body);
        }

        if (request.Method is "DELETE" or "POST" && request.Target.Contains("{own}", StringComparison.Ordinal))
        {
            _own = null;
        }
    }

    /// <summary>A machine that stalls is slow once; a request that hangs does so every time.</summary>
    private async Task<IReadOnlyList<Reply>> AnswersAsync(byte[] request)
    {
        for (var tried = 1; ; tried++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var replies = await system.SendRawAsync(request, Limit * 2);
            if (TimeProvider.System.GetElapsedTime(started) < Limit)
            {
                Assert.NotEmpty(replies);
                return replies;
            }

            Assert.True(tried < Tries, $"no answer within {Limit.TotalSeconds} s");
        }
    }

    private void AssertOwn(string text) => Assert.All(Mark().Matches(text), mark => Assert.Equal(_mark, mark.Value));

    private async Task<long> RegisterAsync()
    {
        var email = $"{_mark}.{Guid.NewGuid():N}@example.org";
        var reply = await system.SendJsonAsync(
            "POST", "/api/users", $$"""{"name":"Own {{_mark}}","email":"{{email}}"}""");
        reply.AssertSound();
        return reply.Json.GetProperty("id").GetInt64();
    }

    [GeneratedRegex("mark[0-9a-f]{16}z")]
    private static partial Regex Mark();
}
