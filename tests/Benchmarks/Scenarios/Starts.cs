using Benchmarks.Contests;
using Benchmarks.Results;
using Benchmarks.Subjects;

namespace Benchmarks.Scenarios;

internal static class Starts
{
    private const int Times = 5;

    public static Scenario Scenario { get; } = new(
        "start", "Starts and memory",
        """
        From the start of the process to the first success of `/health/ready`, with the database up and its schema in
        place (median of five), and private memory ten seconds later. Compiled ahead of time (`PublishReadyToRun`).
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var users = await stage.StartUsersAsync(cancellationToken);
        var settings = new Dictionary<string, string>(Stage.GatewayTo(users.Address))
        {
            ["ConnectionStrings__Users"] = stage.Database,
            ["ConnectionStrings__Sre"] = stage.Database,
            ["Scraping__Targets__0__Service"] = "users-service",
            ["Scraping__Targets__0__Address"] = users.Address.ToString(),
            ["services__users__http__0"] = users.Address.ToString(),
        };

        var (starts, memories) = (new List<Figure>(), new List<Figure>());
        foreach (var name in ServiceProgram.Names)
        {
            var program = stage.Plan.Quick
                ? ServiceProgram.Built(name)
                : await ServiceProgram.PublishAsync(name, stage.Folder, cancellationToken);
            var (milliseconds, megabytes) = await StartAsync(stage.Plan, program, settings, cancellationToken);
            starts.Add(new($"{name}, start in ms", milliseconds, Target.AtMost(400)));
            memories.Add(new($"{name}, idle memory in MB", megabytes, Target.AtMost(40)));
        }

        return [.. starts, .. memories];
    }

    private static async Task<(double Milliseconds, double Megabytes)> StartAsync(
        Plan plan, ServiceProgram program, Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var starts = new List<double>();
        while (true)
        {
            await using var service = program.Start(program.Name, settings);
            starts.Add((await service.AnswersAsync("/health/ready", cancellationToken)).TotalMilliseconds);
            if (plan.Quick || starts.Count == Times)
            {
                await Task.Delay(TimeSpan.FromSeconds(plan.Quick ? 1 : 10), cancellationToken);
                return (Median.Of(starts), service.PrivateMemory / 1e6);
            }
        }
    }
}
