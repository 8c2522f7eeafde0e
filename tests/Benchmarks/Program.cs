using Benchmarks;
using Benchmarks.Rivals;
using Local;

// The programs that the product is compared with are this program too, each as a process of its own.
if (args is ["rival", var rival, .. var arguments])
{
    return await Rival.RunAsync(rival, arguments);
}

return await Benchmarks.CommandLine.RunAsync(args, async (plan, cancellationToken) =>
{
    using var stop = new StopSignal(cancellationToken);
    return await new Run(plan, Console.Out).ToEndAsync(stop.Token);
});
