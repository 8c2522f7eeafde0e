using Platform.Configuration;

namespace Gateway.Clients;

internal static class ClientsModule
{
    public static void AddClients(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ClientSettings>(ClientSettings.Section);
        foreach (var (key, problem) in settings.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.Services.AddSingleton<ClientNames>();
        builder.Services.AddSingleton<ClientMeter>();
    }
}
