using System.Globalization;
using Benchmarks.Load;
using Local;

namespace Benchmarks.Subjects;

/// <summary>A service of the product, ready to be started.</summary>
/// <param name="Name">As it stands in the results.</param>
/// <param name="File">The program.</param>
/// <param name="Folder">Where it finds its settings and files.</param>
internal sealed record ServiceProgram(string Name, string File, string Folder)
{
    private static readonly (string Name, string Project)[] Known =
    [
        ("gateway", "Gateway"), ("users-service", "UsersService"), ("sre-service", "SreService"),
        ("web-frontend", "WebFrontend"),
    ];

    private static readonly string DotnetRoot =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Name)];

    /// <returns>The one that was built with this program.</returns>
    public static ServiceProgram Built(string name) =>
        new(name, Checkout.Program(ProjectOf(name)), Path.Combine(Checkout.Root, name));

    /// <summary>Compiles it ahead of time.</summary>
    /// <param name="name">The service.</param>
    /// <param name="folder">Takes everything that is made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>With lock files of its own: the program for one kind of machine needs one package more.</remarks>
    public static async Task<ServiceProgram> PublishAsync(
        string name, string folder, CancellationToken cancellationToken)
    {
        var output = Path.Combine(folder, "published", name);
        await Tool.RunAsync(
            "dotnet",
            [
                "publish", Path.Combine(Checkout.Root, name), "-c", "Release", "--use-current-runtime",
                "--self-contained", "false", "-p:PublishReadyToRun=true",
                $"-p:NuGetLockFilePath={Path.Combine(folder, "locks", "$(MSBuildProjectName).json")}",
                "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", output, "-nodeReuse:false",
            ],
            cancellationToken);
        return new(name, Path.Combine(output, ProjectOf(name)), output);
    }

    /// <summary>Makes its schema in a database.</summary>
    /// <param name="connection">The name of its connection string.</param>
    /// <param name="database">The connection string of an owner.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task MigrateAsync(string connection, string database, CancellationToken cancellationToken) => Tool.RunAsync(
        "env",
        [
            $"--chdir={Folder}", $"DOTNET_ROOT={DotnetRoot}", $"ConnectionStrings__{connection}={database}", File,
            "--migrate",
        ],
        cancellationToken);

    /// <summary>Starts it on free ports and waits for nothing.</summary>
    /// <param name="name">As it stands in the results.</param>
    /// <param name="settings">Environment variables.</param>
    public Subject Start(string name, IReadOnlyDictionary<string, string> settings)
    {
        var (port, management) = (FreePort.Next(), FreePort.Next());
        return Subject.Start(
            name, port, File, [],
            new Dictionary<string, string>(settings)
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Service__BindAddress"] = "localhost",
                ["Service__Port"] = port.ToString(CultureInfo.InvariantCulture),
                ["Service__ManagementPort"] = management.ToString(CultureInfo.InvariantCulture),
                ["Service__DrainDelay"] = "00:00:00",
                ["DOTNET_ROOT"] = DotnetRoot,
            },
            Folder,
            management);
    }

    private static string ProjectOf(string name) => Known.Single(known => known.Name == name).Project;
}
