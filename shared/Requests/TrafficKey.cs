using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;

namespace Platform.Requests;

/// <summary>
/// Setting <c>Traffic:Key</c>: the secret by which processes of one system recognize each other. Not a record, so that
/// nothing prints it.
/// </summary>
public sealed class TrafficKey
{
    public const string Setting = "Traffic:Key";
    public const int MinLength = 16;

    private readonly byte[]? _hash;

    /// <param name="value">Null when none is configured: then no key matches.</param>
    public TrafficKey(string? value)
    {
        Value = value;
        _hash = value is null ? null : HashOf(value);
    }

    public string? Value { get; }

    // Hashes, because comparing in constant time needs equal lengths.
    public bool Matches(string? offered) =>
        _hash is not null && offered is not null && CryptographicOperations.FixedTimeEquals(_hash, HashOf(offered));

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

internal static class TrafficKeyModule
{
    public static void AddTrafficKey(this WebApplicationBuilder builder)
    {
        var value = builder.Configuration[TrafficKey.Setting] is { Length: > 0 } text ? text : null;
        if (value?.Length < TrafficKey.MinLength)
        {
            builder.ConfigurationErrors().Add(
                TrafficKey.Setting, $"must have at least {TrafficKey.MinLength} characters.");
        }

        builder.Services.AddSingleton(new TrafficKey(value));
    }
}
