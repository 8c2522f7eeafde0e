namespace Platform.Secrets;

/// <summary>
/// Reads secrets from files in one folder, as Docker and Kubernetes mount them, without a final line break.
/// </summary>
internal sealed class FileSecrets(string folder) : ISecretReader
{
    public async ValueTask<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        var inside = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;

        return path.StartsWith(inside, StringComparison.Ordinal) && File.Exists(path)
            ? (await File.ReadAllTextAsync(path, cancellationToken)).TrimEnd('\r', '\n')
            : throw new SecretNotFoundException(name, "the folder of Secrets:Path");
    }
}
