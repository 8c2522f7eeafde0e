using System.Security.Cryptography;

namespace Local.Postgres;

/// <summary>A generated password that only its owner can read.</summary>
internal static class SecretFile
{
    public static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(path, options);
        await file.WriteAsync(RandomNumberGenerator.GetHexString(32, lowercase: true).AsMemory(), cancellationToken);
    }

    /// <returns>The password in the file, which is made when it is not there.</returns>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await WriteAsync(path, cancellationToken);
        }

        return await File.ReadAllTextAsync(path, cancellationToken);
    }
}
