using Platform.Configuration;

namespace Gateway.Clients;

internal static class ClientsModule
{
    public static void AddClients(this WebApplicationBuilder builder)
    {
        builder.AddSettings<ClientSettings>(ClientSettings.Section);
        builder.Services.AddSingleton<ClientNames>();
        builder.Services.AddSingleton<ClientMeter>();
    }
}
