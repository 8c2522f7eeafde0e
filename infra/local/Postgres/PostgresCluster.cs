using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Local.Postgres;

/// <summary>A private cluster of a real server: one folder, one port on loopback, one process that ends with this object.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly PostgresBinaries _binaries;
    private readonly string _folder;
    private readonly Action<string> _log;
    private readonly string[] _options;
    private Process? _server;

    private PostgresCluster(PostgresBinaries binaries, string folder, int port, Action<string> log, string[] options)
    {
        _binaries = binaries;
        _folder = folder;
        _log = log;
        _options = options;
        Port = port;
    }

    public int Port { get; }

    public int ProcessId => _server?.Id ?? throw new InvalidOperationException("The server does not run.");

    private string Data => Path.Combine(_folder, "pgdata");

    private string PasswordFile => Path.Combine(_folder, "password");

    /// <summary>Makes the cluster if the folder has none, then starts it and waits until it answers.</summary>
    /// <param name="binaries">The server's programs.</param>
    /// <param name="folder">The cluster's own folder; must be reachable by the unprivileged user.</param>
    /// <param name="port">A free port on 127.0.0.1.</param>
    /// <param name="log">Takes the server's log lines.</param>
    /// <param name="options">Further settings, for example <c>fsync=off</c> in tests.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="InvalidOperationException">The programs failed; the message has their last words.</exception>
    public static async Task<PostgresCluster> StartAsync(
        PostgresBinaries binaries, string folder, int port, Action<string> log, string[] options, CancellationToken cancellationToken)
    {
        var cluster = new PostgresCluster(binaries, folder, port, log, options);
        if (!File.Exists(Path.Combine(cluster.Data, "PG_VERSION")))
        {
            await cluster.InitializeAsync(cancellationToken);
        }

        await cluster.StartAsync(cancellationToken);
        return cluster;
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "evenkeel",
        Password = File.ReadAllText(PasswordFile),
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // What a server that was killed left behind stops the next one only if that process id lives again.
        var start = UnprivilegedUser.Run(
            _binaries.Postgres,
            [
                "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                .. _options.SelectMany(option => new[] { "-c", option }),
            ]);
        start.WorkingDirectory = "/";
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;

        _server = Process.Start(start) ?? throw new InvalidOperationException("PostgreSQL did not start.");
        var lastWords = new Queue<string>();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is { } text)
            {
                lock (lastWords)
                {
                    lastWords.Enqueue(text);
                    if (lastWords.Count > 10)
                    {
                        lastWords.Dequeue();
                    }
                }

                _log(text);
            }
        }

        _server.ErrorDataReceived += Keep;
        _server.OutputDataReceived += Keep;
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();

        await WaitUntilItAnswersAsync(_server, lastWords, cancellationToken);
    }

    /// <summary>Fast shutdown: running transactions are rolled back, nothing that was committed is lost.</summary>
    public async Task StopAsync()
    {
        if (_server is { HasExited: false })
        {
            await SignalAsync("INT");
            await _server.WaitForExitAsync();
        }

        _server?.Dispose();
        _server = null;
    }

    /// <summary>The server ends at once, as when the machine loses power; backends notice and end too.</summary>
    public async Task KillAsync()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        UnprivilegedUser.GiveFolder(_folder);
        await File.WriteAllTextAsync(PasswordFile, RandomNumberGenerator.GetHexString(32, lowercase: true), cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        UnprivilegedUser.GiveFolder(_folder);

        var start = UnprivilegedUser.Run(
            _binaries.Initdb, "-D", Data, "-U", "evenkeel", "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", $"--pwfile={PasswordFile}");
        start.WorkingDirectory = "/";
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        using var initdb = Process.Start(start)!;
        var output = initdb.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await initdb.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await initdb.WaitForExitAsync(cancellationToken);
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed: {errors.Trim()}");
        }
    }

    private async Task WaitUntilItAnswersAsync(Process server, Queue<string> lastWords, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (server.HasExited)
            {
                lock (lastWords)
                {
                    throw new InvalidOperationException($"PostgreSQL ended while starting:\n{string.Join('\n', lastWords)}");
                }
            }

            try
            {
                await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false;Timeout=2");
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
