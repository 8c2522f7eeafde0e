using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Platform.Configuration;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>Section <c>Traffic</c>.</summary>
internal sealed class TrafficSettings
{
    public const string Section = "Traffic";

    /// <summary>What probes and load tests send to say that they are no users; null when nothing may say so.</summary>
    [MinLength(16)]
    public string? Key { get; set; }
}

/// <summary>Lets a traffic class in only with the key, and never lets the key through.</summary>
internal static class TrafficKey
{
    public static void AddTrafficKey(this WebApplicationBuilder builder) =>
        builder.AddSettings<TrafficSettings>(TrafficSettings.Section);

    public static void UseTrafficKey(this WebApplication app)
    {
        var key = app.Services.GetRequiredService<TrafficSettings>().Key is { } text ? HashOf(text) : null;

        app.Use((context, next) =>
        {
            var headers = context.Request.Headers;
            var isAllowed = headers[TrafficClass.KeyHeader] is [{ } offered] && IsKey(offered);
            if (!isAllowed || context.TrafficClassOf() is null)
            {
                headers.Remove(TrafficClass.Header);
            }

            headers.Remove(TrafficClass.KeyHeader);
            return next(context);
        });

        // Hashes, because comparing in constant time needs equal lengths.
        bool IsKey(string offered) => key is not null && CryptographicOperations.FixedTimeEquals(key, HashOf(offered));
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
