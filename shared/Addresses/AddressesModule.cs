using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Platform.Addresses;

internal static class AddressesModule
{
    public static void AddHostLookup(this IHostApplicationBuilder builder) =>
        builder.Services.TryAddSingleton<HostLookup>(Dns.GetHostAddressesAsync);
}
