using Platform.Configuration;
using Platform.Management;

namespace SreService.Jobs;

internal static class JobsModule
{
    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<JobSettings>(JobSettings.Section);
        builder.Services.AddSingleton<JobBook>();
        builder.Services.AddSingleton<JobStore>();
        builder.Services.AddSingleton<JobEndpoint>();
        builder.AddManagementEndpoint<JobEndpoint>(JobEndpoint.Path, endpoint => endpoint.AnswerAsync);
    }
}
