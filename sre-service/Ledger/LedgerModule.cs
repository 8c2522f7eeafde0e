using Platform.Management;
using SreService.Queries;

namespace SreService.Ledger;

internal static class LedgerModule
{
    public static void AddLedger(this IHostApplicationBuilder builder)
    {
        builder.AddJson(LedgerJson.Default);
        builder.Services.AddSingleton<LedgerStore>();
        builder.Services.AddSingleton<LedgerCorrectionEndpoint>();
        builder.AddManagementEndpoint<LedgerCorrectionEndpoint>(
            LedgerCorrectionEndpoint.Path, endpoint => endpoint.CorrectAsync);
    }
}
