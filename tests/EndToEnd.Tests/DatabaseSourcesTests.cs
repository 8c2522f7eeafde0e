using System.ComponentModel;
using System.Diagnostics;
using Local;
using Local.Postgres;
using Npgsql;
using Testing;

namespace EndToEnd.Tests;

/// <summary>Where the runner gets a PostgreSQL from when none is installed.</summary>
public sealed class DatabaseSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evenkeel-source-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_from_npm_works()
    {
        if (!await RunsAsync("npm", "--version"))
        {
            Prerequisite.Missing("no npm on this machine");
        }

        OpenToAll(_folder);
        var binaries = await NpmBinaries.InstallAsync(Path.Combine(_folder, "programs"), _ => { }, Cancellation);
        Assert.NotNull(binaries);
        await using var cluster = await PostgresCluster.StartAsync(
            binaries, Path.Combine(_folder, "cluster"), Ports.FirstFree(FreePorts.Next()), _ => { },
            ["fsync=off"], Cancellation);

        Assert.Equal(binaries.Major(), await MajorOfAsync(cluster.ConnectionString("postgres")));
    }

    [Fact]
    public async Task Server_in_Docker_keeps_its_data()
    {
        if (!await RunsAsync("docker", "version"))
        {
            Prerequisite.Missing("no Docker that answers on this machine");
        }

        var port = FreePorts.Next();
        await using (var first = await DockerPostgres.StartAsync(_folder, port, Cancellation))
        {
            await ExecuteAsync(first!.ConnectionString("postgres"), "create table kept (id int)");
        }

        await using (var second = await DockerPostgres.StartAsync(_folder, port, Cancellation))
        {
            await ExecuteAsync(second!.ConnectionString("postgres"), "select count(*) from kept");
        }

        await DockerPostgres.DeleteVolumeAsync(_folder, Cancellation);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<int> MajorOfAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Cancellation);
        return connection.PostgreSqlVersion.Major;
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static void OpenToAll(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            var all = UnixFileMode.OtherExecute | UnixFileMode.OtherRead;
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | all);
        }
    }

    private static async Task<bool> RunsAsync(string program, string argument)
    {
        try
        {
            var start = new ProcessStartInfo(program, argument)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(Cancellation);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
