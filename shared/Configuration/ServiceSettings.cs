using System.ComponentModel.DataAnnotations;

namespace Platform.Configuration;

/// <summary>Section <c>Service</c>: addresses and shutdown.</summary>
public sealed class ServiceSettings
{
    public const string Section = "Service";

    /// <summary><c>*</c> for every interface, <c>localhost</c> for this machine alone.</summary>
    [Required]
    public string BindAddress { get; set; } = "*";

    [Range(1, 65535)]
    public int Port { get; set; } = 8080;

    [Range(1, 65535)]
    public int ManagementPort { get; set; } = 9090;

    /// <summary>
    /// Names as in the DNS under which clients call this service, besides addresses and names without a dot, for
    /// example <c>users.example.org</c> or <c>*.evenkeel.internal</c>.
    /// </summary>
    public List<string> AllowedHosts { get; set; } = [];

    /// <summary>The replica's name; a new one for every start when absent.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,64}")]
    public string? InstanceId { get; set; }

    /// <summary>How long readiness says 503 before connections are refused, so that balancers go elsewhere.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight may take after that.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:40")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);
}
