namespace Platform.Secrets;

/// <summary>Where secrets come from. Values are read when needed and never logged, cached in a file or put into an exception.</summary>
public interface ISecretReader
{
    /// <param name="name">The secret's name as its store knows it.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <returns>The secret's text.</returns>
    /// <exception cref="SecretNotFoundException">The store has no such secret.</exception>
    ValueTask<string> ReadAsync(string name, CancellationToken cancellationToken);
}

public sealed class SecretNotFoundException(string name, string store)
    : Exception($"The secret '{name}' was not found in {store}.");
