using System.Diagnostics;
using Local;
using Local.Demo;
using Local.Output;

return await CommandLine.RunAsync(args, RunAsync);

static async Task<int> RunAsync(LocalOptions options, CancellationToken cancellationToken)
{
    var screen = new Terminal();
    using var stop = new StopSignal(cancellationToken);
    try
    {
        var started = Stopwatch.GetTimestamp();
        await using var system = await LocalSystem.StartAsync(options, screen, stop.Token);
        Welcome(screen, system.Topology.Gateway.Port, options, Stopwatch.GetElapsedTime(started));

        await (options.Demo ? RunDemoAsync(system, screen, stop.Token) : stop.WaitAsync());
        screen.Say("Stopping");
    }
    catch (CannotStartException error)
    {
        screen.Warn(error.Message);
        return 1;
    }
    catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
    {
        screen.Say("Stopped while starting");
        return 130;
    }

    screen.Say("Stopped");
    return 0;
}

static void Welcome(Terminal screen, int port, LocalOptions options, TimeSpan elapsed)
{
    var address = $"http://localhost:{port}";
    screen.Say($"Ready after {elapsed.TotalSeconds:0.0} s");
    screen.Say($"  users and console   {address}");
    screen.Say($"  service levels      {address}/sre/dashboard-ui");
    screen.Say($"  API and errors      {address}/docs");
    screen.Say($"  operator key        in {options.OperatorKeyFile}");
    screen.Say("Ctrl-C ends everything that was started here.");
}

static async Task RunDemoAsync(LocalSystem system, Terminal screen, CancellationToken cancellationToken)
{
    using var demo = new DemoTraffic(
        system.Topology.Gateway, TimeProvider.System, minute => screen.Line("demo", Describe(minute)));
    await demo.RunAsync(cancellationToken);
    screen.Line("demo", $"in all {Describe(demo.Total)}");
}

static string Describe(DemoMinute sent) =>
    Invariant($"{sent.Start:HH:mm} UTC: {sent.Good + sent.Bad + sent.Unanswered} requests sent, ")
    + Invariant($"{sent.Good} good, {sent.Bad} bad (5xx), {sent.Unanswered} without an answer");
