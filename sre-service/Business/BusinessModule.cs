using Platform.Configuration;

namespace SreService.Business;

internal static class BusinessModule
{
    public static void AddBusiness(this IHostApplicationBuilder builder)
    {
        var prices = builder.AddSettings<PriceSettings>(PriceSettings.Section);
        foreach (var (key, problem) in prices.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }
    }
}
