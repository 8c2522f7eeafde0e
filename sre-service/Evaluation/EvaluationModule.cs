using Platform.Configuration;

namespace SreService.Evaluation;

internal static class EvaluationModule
{
    public static void AddEvaluation(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<EvaluationSettings>(EvaluationSettings.Section);
        builder.Services.AddSingleton<Evaluator>();
        builder.Services.AddSingleton<EvaluatorLock>();
        builder.Services.AddSingleton<Rounds>();
        builder.Services.AddSingleton<RoundLog>();
        builder.Services.AddHostedService<OperatorsWatch>();
        // Before the keeper of slices, so that it stops after it: the last batch is written under the lock.
        builder.Services.AddHostedService<Election>();
    }
}
