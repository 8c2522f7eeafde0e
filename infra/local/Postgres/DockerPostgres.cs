using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace Local.Postgres;

/// <summary>PostgreSQL in a container with a named volume, for machines that have Docker but no server.</summary>
internal sealed class DockerPostgres : IAsyncDisposable
{
    private const string Image = "postgres:17-alpine";

    private readonly string _container;
    private readonly int _port;
    private readonly string _password;

    private DockerPostgres(string container, int port, string password)
    {
        _container = container;
        _port = port;
        _password = password;
    }

    /// <returns>The running server, or null when there is no Docker that answers.</returns>
    /// <exception cref="InvalidOperationException">Docker cannot run the container; the message says why.</exception>
    public static async Task<DockerPostgres?> StartAsync(string folder, int port, CancellationToken cancellationToken)
    {
        if ((await DockerAsync(["version", "--format", "ok"], cancellationToken)).ExitCode != 0)
        {
            return null;
        }

        var password = await SecretFile.ReadAsync(Path.Combine(folder, "docker-password"), cancellationToken);
        var server = new DockerPostgres($"evenkeel-local-{port}", port, password);
        await DockerAsync(["rm", "--force", server._container], cancellationToken);
        var (exitCode, output) = await DockerAsync(
            [
                "run", "--detach", "--name", server._container, "--publish", $"127.0.0.1:{port}:5432",
                "--env", "POSTGRES_USER=evenkeel", "--env", $"POSTGRES_PASSWORD={server._password}",
                "--volume", $"{VolumeOf(folder)}:/var/lib/postgresql/data", Image,
            ],
            cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"docker run {Image} failed: {output}");
        }

        await PostgresReadiness.WaitAsync(server.ConnectionString("postgres"), () => null, cancellationToken);
        return server;
    }

    public static Task DeleteVolumeAsync(string folder, CancellationToken cancellationToken) =>
        DockerAsync(["volume", "rm", "--force", VolumeOf(folder)], cancellationToken);

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = "evenkeel",
        Password = _password,
        Database = database,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await DockerAsync(["stop", _container], CancellationToken.None);
        // --rm would remove it in the background, and the next start needs the name.
        await DockerAsync(["rm", "--force", _container], CancellationToken.None);
    }

    private static string VolumeOf(string folder) =>
        $"evenkeel-local-{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(folder)))[..12]}";

    private static async Task<(int ExitCode, string Output)> DockerAsync(
        string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = docker.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await docker.StandardError.ReadToEndAsync(cancellationToken);
            await docker.WaitForExitAsync(cancellationToken);
            return (docker.ExitCode, $"{await output}{errors}".Trim());
        }
        catch (Win32Exception)
        {
            return (127, "docker is not installed");
        }
    }
}
