using Benchmarks.Rivals;
using Benchmarks.Subjects;
using Npgsql;

namespace Benchmarks;

/// <param name="Rows">Users in the database.</param>
/// <param name="Folder">For files that are deleted at the end of the run.</param>
/// <param name="Database">A connection string.</param>
/// <param name="Postgres">The server.</param>
internal sealed record Place(int Rows, string Folder, string Database, Subject Postgres);

/// <summary>What one scenario is measured on: a database with users, and what is started on it.</summary>
internal sealed class Stage(Plan plan, Place place) : IAsyncDisposable
{
    private readonly List<Subject> _started = [];

    public Plan Plan => plan;

    public int Rows => place.Rows;

    public string Folder => place.Folder;

    /// <summary>A connection string, with as many connections for each process.</summary>
    public string Database { get; } =
        new NpgsqlConnectionStringBuilder(place.Database) { MaxPoolSize = Plan.Connections }.ConnectionString;

    public Subject Postgres => place.Postgres;

    /// <summary>The users service as it is shipped.</summary>
    public Task<Subject> StartUsersAsync(CancellationToken cancellationToken) =>
        StartUsersAsync("users-service", [], cancellationToken);

    /// <summary>The users service, asking the database for every read.</summary>
    public Task<Subject> StartUncachedUsersAsync(CancellationToken cancellationToken) =>
        StartUsersAsync("users-service", new() { ["Cache__FreshFor"] = "00:00:00" }, cancellationToken);

    /// <param name="name">As it stands in the results.</param>
    /// <param name="settings">What differs from the service as it is shipped.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Subject> StartUsersAsync(
        string name, Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        settings.TryAdd("ConnectionStrings__Users", Database);
        return StartAsync(ServiceProgram.Built("users-service").Start(name, settings), cancellationToken);
    }

    /// <summary>The gateway as it is shipped.</summary>
    public Task<Subject> StartGatewayAsync(Uri users, CancellationToken cancellationToken) =>
        StartAsync(ServiceProgram.Built("gateway").Start("gateway", GatewayTo(users)), cancellationToken);

    /// <returns>Settings of a gateway that sends everything there, with a limit that no client reaches.</returns>
    public static Dictionary<string, string> GatewayTo(Uri everything) => new()
    {
        ["ReverseProxy__Clusters__users__Destinations__1__Address"] = everything.ToString(),
        ["ReverseProxy__Clusters__sre__Destinations__1__Address"] = everything.ToString(),
        ["ReverseProxy__Clusters__web__Destinations__1__Address"] = everything.ToString(),
        ["RateLimits__Requests"] = "10000000",
        ["RateLimits__RequestsInFlight"] = "1000000",
        ["RateLimits__Connections"] = "0",
    };

    public Task<Subject> StartRivalAsync(
        string name, string rival, CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        StartAsync(Rival.Start(name, rival, arguments), cancellationToken);

    /// <summary>Waits until it answers, and ends it with the stage.</summary>
    public async Task<Subject> StartAsync(Subject subject, CancellationToken cancellationToken)
    {
        _started.Add(subject);
        await subject.AnswersAsync(Rival.Ready, cancellationToken);
        return subject;
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_started.Select(subject => subject.DisposeAsync().AsTask()));
}
