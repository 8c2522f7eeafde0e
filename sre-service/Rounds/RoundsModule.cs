using Platform.Configuration;
using SreService.Incidents;
using SreService.Leadership;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Slices;

namespace SreService.Rounds;

internal static class RoundsModule
{
    public static void AddRounds(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TermStore>();
        builder.Services.AddSingleton<RoundStore>();
        builder.Services.AddSingleton<RoundWriter>();
        builder.Services.AddSingleton<RoundInputs>();
        builder.Services.AddSingleton<ScrapeCounter>();
        builder.Services.AddSingleton<EvaluationRound>();
        builder.Services.AddSingleton<IProbeCounts>(services => services.GetRequiredService<EvaluationRound>());
        builder.AddCurrentRound();
        builder.Services.AddHostedService<OperatorInputPolling>();
        // Hosted services stop in reverse order: the loop ends with a last round, the writer writes it, and only then
        // does the election release the lock.
        builder.Services.AddHostedService<LeaderElection>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RoundWriter>());
        builder.Services.AddHostedService<RoundLoop>();
    }

    /// <summary>A request reads the state once; all parts of its response come from that state.</summary>
    private static void AddCurrentRound(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CurrentRound>();
        builder.Services.AddScoped(services => services.GetRequiredService<CurrentRound>().State);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().Replicas);
        builder.Services.AddScoped(Slos);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().Alerts);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().Incidents);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().Objectives);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().Receivers);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().Impact);
        builder.Services.AddScoped(services => services.GetRequiredService<RoundState>().QueryProblems);
        // For those that run beside requests, and for what is read after the database was asked.
        builder.Services.AddSingleton<IReceiverStates>(services => services.GetRequiredService<CurrentRound>());
        builder.Services.AddSingleton(services => new Connectivity(() => !Connectivity.Sees(
            services.GetRequiredService<Storage>().State.Available,
            services.GetRequiredService<LeadershipTracker>().Current.Scrapes,
            services.GetRequiredService<CurrentRound>().State.Replicas.All,
            services.GetRequiredService<ServiceIdentity>().InstanceId)));
        builder.Services.AddSingleton<Func<IncidentList>>(
            services => () => services.GetRequiredService<CurrentRound>().State.Incidents);
    }

    /// <summary>A reload of the objectives shows at once, before a round has evaluated them.</summary>
    private static SloList Slos(IServiceProvider services)
    {
        var slos = services.GetRequiredService<RoundState>().Slos;
        return slos.Set == services.GetRequiredService<Catalogue>().Current
            ? slos
            : services.GetRequiredService<ObjectiveBoard>().Snapshot(
                services.GetRequiredService<TimeProvider>().GetUtcNow());
    }
}
