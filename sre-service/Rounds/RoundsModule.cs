namespace SreService.Rounds;

internal static class RoundsModule
{
    public static void AddRounds(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TermStore>();
        builder.Services.AddSingleton<RoundLog>();
        builder.Services.AddSingleton<RoundStore>();
        builder.Services.AddSingleton<RoundWriter>();
        builder.Services.AddSingleton<EvaluationRound>();
        builder.Services.AddHostedService<OperatorInputRefresh>();
        // Hosted services stop in reverse order: what uses a round first, then the loop, the writer with the last round, and
        // the election, so that the last round is written under the lock.
        builder.Services.AddHostedService<LeaderElection>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RoundWriter>());
        builder.Services.AddHostedService<RoundLoop>();
    }
}
