using System.ComponentModel.DataAnnotations;
using Amazon.SimpleSystemsManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Configuration;

namespace Platform.Secrets;

public enum SecretSource
{
    Environment,
    File,
    Aws,
}

/// <summary>Section <c>Secrets</c>.</summary>
public sealed class SecretSettings
{
    public const string Section = "Secrets";

    public SecretSource Source { get; set; } = SecretSource.Environment;

    /// <summary>The folder of the secrets when the source is <see cref="SecretSource.File"/>.</summary>
    public string Path { get; set; } = "/run/secrets";

    /// <summary>How often passwords are read again, so that rotation needs no restart.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Delay before a failed read is retried.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Connection string to secret name: <c>Secrets:Passwords:Users</c> names the secret with the password of
    /// <c>ConnectionStrings:Users</c>. The secret is the password or JSON with a member <c>password</c>.
    /// </summary>
    public Dictionary<string, string> Passwords { get; set; } = [];
}

internal static class SecretsModule
{
    public static void AddSecrets(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<SecretSettings>(SecretSettings.Section);

        builder.Services.AddSingleton<ISecretReader>(_ => settings.Source switch
        {
            SecretSource.Aws => new AwsSecrets(new AmazonSimpleSystemsManagementClient()),
            SecretSource.File => new FileSecrets(settings.Path),
            _ => new EnvironmentSecrets(),
        });
    }
}
