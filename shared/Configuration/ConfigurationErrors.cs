namespace Platform.Configuration;

/// <summary>Collects every configuration error, so that one failed start names all of them.</summary>
public sealed class ConfigurationErrors
{
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> All => _errors;

    /// <param name="key">The configuration key, for example <c>Service:Port</c>.</param>
    /// <param name="problem">What is wrong with it; never the value of a secret.</param>
    public void Add(string key, string problem) => _errors.Add($"{key}: {problem}");

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new InvalidConfigurationException(_errors);
        }
    }
}

/// <summary>Stops the start of a service whose configuration is invalid.</summary>
public sealed class InvalidConfigurationException(IReadOnlyList<string> errors)
    : Exception($"The configuration is not valid.{string.Concat(errors.Select(error => $"\n  {error}"))}")
{
    public IReadOnlyList<string> Errors => errors;
}
