using System.Diagnostics;
using System.Globalization;
using Local.Processes;
using Npgsql;

namespace Local.Postgres;

/// <summary>A private PostgreSQL cluster: one folder, one port on loopback, one process.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly PostgresBinaries _binaries;
    private readonly string _folder;
    private readonly Action<string> _log;
    private readonly string[] _options;
    private readonly OutputTail _outputTail = new();
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

    /// <summary>The server's main process; null while it does not run.</summary>
    public Process? Server => _server is { HasExited: false } ? _server : null;

    private string Data => DataOf(_folder);

    /// <summary>In the locale C only ASCII has letters, and the trigram index finds nothing in other scripts.</summary>
    private static string[] LetterLocale =>
        OperatingSystem.IsLinux() ? ["--lc-ctype=C.UTF-8"] : OperatingSystem.IsMacOS() ? ["--lc-ctype=UTF-8"] : [];

    private string PasswordFile => Path.Combine(_folder, "password");

    /// <summary>Makes the cluster if the folder has none, then starts it and waits until it answers.</summary>
    /// <param name="folder">The cluster's own folder; must be reachable by the unprivileged user.</param>
    /// <param name="port">A free port on 127.0.0.1.</param>
    /// <param name="options">Further settings, for example <c>fsync=off</c> in tests.</param>
    /// <exception cref="InvalidOperationException">A program failed; the message has its last output.</exception>
    public static async Task<PostgresCluster> StartAsync(
        PostgresBinaries binaries, string folder, int port, Action<string> log, string[] options,
        CancellationToken cancellationToken)
    {
        var cluster = new PostgresCluster(binaries, folder, port, log, options);
        if (MajorOf(folder) is null)
        {
            await cluster.InitializeAsync(cancellationToken);
        }

        await cluster.StartAsync(cancellationToken);
        return cluster;
    }

    /// <returns>The major version that made the cluster in this folder; null when there is none.</returns>
    public static int? MajorOf(string folder)
    {
        var version = Path.Combine(DataOf(folder), "PG_VERSION");
        return File.Exists(version) ? int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Ends the server that a killed runner left running; it belongs to this cluster.</summary>
    public static async Task EndOrphanAsync(string folder, CancellationToken cancellationToken)
    {
        var data = DataOf(folder);
        var pidFile = Path.Combine(data, "postmaster.pid");
        if (File.Exists(pidFile)
            && int.TryParse((await File.ReadAllLinesAsync(pidFile, cancellationToken)).FirstOrDefault(), out var id)
            && File.Exists($"/proc/{id}/cmdline")
            && (await File.ReadAllTextAsync($"/proc/{id}/cmdline", cancellationToken)).Split('\0').Contains(data))
        {
            using var orphan = Process.GetProcessById(id);
            await InterruptAsync(orphan);
        }
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
        await EndOrphanAsync(_folder, cancellationToken);

        var start = UnprivilegedUser.Run(
            _binaries.Postgres,
            [
                "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                .. _options.SelectMany(option => new[] { "-c", option }),
            ]);
        _server = Start(start);
        _server.ErrorDataReceived += Heard;
        _server.OutputDataReceived += Heard;
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();

        await PostgresReadiness.WaitAsync(
            ConnectionString("postgres"),
            () => _server.HasExited ? $"PostgreSQL ended while starting:\n{_outputTail}" : null,
            cancellationToken);
    }

    /// <summary>Fast shutdown: running transactions are rolled back, nothing that was committed is lost.</summary>
    public async Task StopAsync()
    {
        if (_server is { HasExited: false })
        {
            await InterruptAsync(_server);
        }

        _server?.Dispose();
        _server = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static string DataOf(string folder) => Path.Combine(folder, "data");

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        await SecretFile.WriteAsync(PasswordFile, cancellationToken);
        UnprivilegedUser.GiveFolder(_folder);

        using var initdb = Start(UnprivilegedUser.Run(
            _binaries.Initdb,
            [
                "-D", Data, "-U", "evenkeel", "-E", "UTF8", "--locale=C", .. LetterLocale,
                "-A", "scram-sha-256", $"--pwfile={PasswordFile}",
            ]));
        var output = initdb.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await initdb.StandardError.ReadToEndAsync(cancellationToken);
        await initdb.WaitForExitAsync(cancellationToken);
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed: {errors.Trim()} {await output}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        start.WorkingDirectory = Path.GetTempPath();
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private void Heard(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _outputTail.Add(text);
            _log(text);
        }
    }

    private static async Task InterruptAsync(Process server)
    {
        if (OperatingSystem.IsWindows())
        {
            server.Kill(entireProcessTree: true);
        }
        else
        {
            // A paused server would not hear it.
            using var signals = Process.Start("kill", ["-INT", $"{server.Id}"]);
            await signals.WaitForExitAsync();
            using var resume = Process.Start("kill", ["-CONT", $"{server.Id}"]);
            await resume.WaitForExitAsync();
        }

        await server.WaitForExitAsync();
    }
}
