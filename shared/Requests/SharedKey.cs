using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;

namespace Platform.Requests;

/// <summary>A secret that gives one power. Not a record, so that nothing prints it.</summary>
/// <param name="value">Null when none is configured: then no key matches.</param>
/// <param name="header">The request header in which it is sent.</param>
public abstract class SharedKey(string? value, string header)
{
    public const int MinLength = 16;

    private readonly byte[]? _hash = value is null ? null : HashOf(value);

    public string? Value => value;

    public string Header => header;

    /// <returns>Whether the request has the key; false also if it has none.</returns>
    public bool IsIn(HttpRequest request) => request.Headers[header] is [{ } offered] && Matches(offered);

    // Hashes, because comparing in constant time needs equal lengths.
    public bool Matches(string offered) =>
        _hash is not null && CryptographicOperations.FixedTimeEquals(_hash, HashOf(offered));

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>Marks requests that users did not send (<see cref="TrafficClass"/>).</summary>
public sealed class TrafficKey(string? value) : SharedKey(value, TrafficClass.KeyHeader)
{
    public const string Setting = "Traffic:Key";
}

/// <summary>Lets processes and jobs of the system report to sre-service.</summary>
public sealed class SystemKey(string? value) : SharedKey(value, "X-System-Key")
{
    public const string Setting = "System:Key";
}

/// <summary>Lets operators give commands on management ports.</summary>
public sealed class OperatorKey(string? value) : SharedKey(value, HeaderName)
{
    public const string Setting = "Operator:Key";
    public const string HeaderName = "X-Operator-Key";
}

internal static class SharedKeysModule
{
    public static void AddSharedKeys(this WebApplicationBuilder builder)
    {
        string[] settings = [TrafficKey.Setting, SystemKey.Setting, OperatorKey.Setting];
        var values = settings.Select(setting => ValueOf(builder, setting)).ToArray();
        for (var index = 0; index < settings.Length; index++)
        {
            if (values[index] is { } value && Array.IndexOf(values, value) is var first && first < index)
            {
                builder.ConfigurationErrors().Add(settings[index], $"must differ from {settings[first]}.");
            }
        }

        builder.Services
            .AddSingleton(new TrafficKey(values[0])).AddSingleton(new SystemKey(values[1]))
            .AddSingleton(new OperatorKey(values[2]));
    }

    private static string? ValueOf(WebApplicationBuilder builder, string setting)
    {
        var value = builder.Configuration[setting] is { Length: > 0 } text ? text : null;
        if (value?.Length < SharedKey.MinLength)
        {
            builder.ConfigurationErrors().Add(setting, $"must have at least {SharedKey.MinLength} characters.");
        }

        return value;
    }
}
