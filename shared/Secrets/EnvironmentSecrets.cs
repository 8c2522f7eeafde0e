namespace Platform.Secrets;

/// <summary>Reads secrets from environment variables.</summary>
internal sealed class EnvironmentSecrets : ISecretReader
{
    public ValueTask<string> ReadAsync(string name, CancellationToken cancellationToken) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? ValueTask.FromResult(value)
            : throw new SecretNotFoundException(name, "the environment");
}
