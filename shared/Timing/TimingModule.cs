using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Timing;

public static class TimingModule
{
    /// <summary>Makes all requests and responses have times as <see cref="Rfc3339"/> reads and writes them.</summary>
    public static void AddTimes(this IHostApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.Converters.Add(new TimeConverter());
            http.SerializerOptions.Converters.Add(new UtcTimeConverter());
        });
}
