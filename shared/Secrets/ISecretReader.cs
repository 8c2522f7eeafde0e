namespace Platform.Secrets;

/// <summary>
/// A secret store. Values are read when needed and never logged, cached in a file or put into an exception.
/// </summary>
public interface ISecretReader
{
    /// <exception cref="SecretNotFoundException">The store has no such secret.</exception>
    ValueTask<string> ReadAsync(string name, CancellationToken cancellationToken);
}

public sealed class SecretNotFoundException(string name, string store)
    : Exception($"The secret '{name}' was not found in {store}.");
