namespace Local;

/// <summary>What a person asked for on the command line.</summary>
internal sealed record LocalOptions
{
    /// <summary>A server to use instead of a private one.</summary>
    public string? Postgres { get; init; }

    /// <summary>The gateway's port; the others follow it, management ports are 1,000 above.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>How many replicas of a service; one where it is not named.</summary>
    public IReadOnlyDictionary<string, int> Replicas { get; init; } = new Dictionary<string, int>();

    /// <summary>Where the database and the logs live.</summary>
    public required string Data { get; init; }

    /// <summary>The private cluster's own folder.</summary>
    public string PostgresFolder => Path.Combine(Data, "postgres");

    /// <summary>The passwords of the services' database roles, a file each.</summary>
    public string SecretFolder => Path.Combine(Data, "secrets");

    /// <summary>Kept, so that an operator need not look for a new key after every start.</summary>
    public string OperatorKeyFile => Path.Combine(SecretFolder, "operator_key");

    public string LogFolder => Path.Combine(Data, "logs");

    /// <summary>Begin with an empty database.</summary>
    public bool Reset { get; init; }

    /// <summary>Steady traffic, as users would make it.</summary>
    public bool Demo { get; init; }

    /// <summary>How often sre-service scrapes every replica; a divisor of a minute.</summary>
    public TimeSpan ScrapeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A child that ends is started again.</summary>
    public bool Restart { get; init; } = true;
}
