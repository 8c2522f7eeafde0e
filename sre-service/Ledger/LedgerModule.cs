using Platform.Management;
using SreService.Queries;

namespace SreService.Ledger;

internal static class LedgerModule
{
    public static void AddLedger(this IHostApplicationBuilder builder)
    {
        builder.AddJson(LedgerJson.Default);
        builder.Services.AddSingleton<LedgerStore>();
        builder.Services.AddSingleton<LedgerOperators>();
        builder.AddManagementEndpoint<LedgerOperators>(LedgerOperators.Path, operators => operators.CorrectAsync);
    }
}
