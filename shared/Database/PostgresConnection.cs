using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;
using Platform.Secrets;

namespace Platform.Database;

/// <summary>
/// The connection string <c>ConnectionStrings:&lt;name&gt;</c> on top of the defaults of all services. Its password may
/// come from the secret store. Of several hosts (<c>Host=a,b</c>) the one that is the primary now is used.
/// </summary>
internal sealed class PostgresConnection
{
    private readonly string _name;
    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresConnection(string name, NpgsqlConnectionStringBuilder settings)
    {
        _name = name;
        _settings = settings;
    }

    /// <summary>The login role; null for the operating system's user.</summary>
    public string? Role => _settings.Username;

    /// <returns>The connection; an unusable one when the configuration is invalid, which stops the start.</returns>
    public static PostgresConnection Read(IHostApplicationBuilder builder, string name) =>
        ReadIfGiven(builder, name) ?? Missing(builder, name);

    /// <param name="target">Which one of several hosts to use: a value of Npgsql's Target Session Attributes.</param>
    /// <returns>Null when there is no such connection string.</returns>
    public static PostgresConnection? ReadIfGiven(
        IHostApplicationBuilder builder, string name, string target = "primary")
    {
        if (builder.Configuration.GetConnectionString(name) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return new(name, WithDefaults(new NpgsqlConnectionStringBuilder(text), target));
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            builder.ConfigurationErrors().Add(
                $"ConnectionStrings:{name}", "is not a valid PostgreSQL connection string.");
            return new(name, []);
        }
    }

    /// <summary>The same without a pool, for work that is done once.</summary>
    public PostgresConnection Unpooled() => new(_name, new(_settings.ConnectionString) { Pooling = false });

    public NpgsqlDataSource Build(IServiceProvider services)
    {
        _settings.ApplicationName ??= services.GetRequiredService<ServiceIdentity>().Name;
        var source = new NpgsqlDataSourceBuilder(_settings.ConnectionString) { Name = _name };
        source.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());

        var secrets = services.GetRequiredService<SecretSettings>();
        if (secrets.Passwords.TryGetValue(_name, out var secret))
        {
            var reader = services.GetRequiredService<ISecretReader>();
            source.UsePeriodicPasswordProvider(
                async (_, cancellationToken) => PasswordOf(await reader.ReadAsync(secret, cancellationToken)),
                secrets.RefreshInterval, secrets.RetryInterval);
        }

        return source.Build();
    }

    /// <summary>AWS rotates a JSON object; other stores hold the bare password.</summary>
    internal static string PasswordOf(string secret)
    {
        if (!secret.StartsWith('{'))
        {
            return secret;
        }

        using var json = JsonDocument.Parse(secret);
        return json.RootElement.GetProperty("password").GetString()!;
    }

    private static PostgresConnection Missing(IHostApplicationBuilder builder, string name)
    {
        builder.ConfigurationErrors().Add($"ConnectionStrings:{name}", "is required.");
        return new(name, []);
    }

    /// <summary>Defaults that fail fast, overridden by the connection string.</summary>
    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder given, string target)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Timeout = 3,
            CommandTimeout = 5,
            CancellationTimeout = 500,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = 20,
            // No session gets a setting that outlives its transaction, so there is nothing to reset.
            NoResetOnClose = true,
            MaxAutoPrepare = 50,
        };
        if (given.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            settings.TargetSessionAttributes = target;
            // A promoted standby is found within 2 s. A host that hangs is tried again as often; a caller that tries it
            // loses 1 s before the next host.
            settings.HostRecheckSeconds = 2;
            settings.LoadBalanceHosts = true;
            settings.Timeout = 1;
        }

        foreach (var (key, value) in given)
        {
            settings[key] = value;
        }

        return settings;
    }
}
