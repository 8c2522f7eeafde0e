using System.Globalization;
using Local;

namespace Benchmarks.Subjects;

/// <summary>The whole system, as <c>dotnet run --project infra/local</c> starts it for a person.</summary>
/// <param name="All">The runner and everything that it started; it answers at the gateway.</param>
/// <param name="Parts">Those of its processes that serve users.</param>
internal sealed record LocalRunner(Subject All, IReadOnlyList<Subject> Parts)
{
    /// <summary>Its database of users is made by the run.</summary>
    public const string UsersDatabase = "evenkeel_users";

    public static async Task<LocalRunner> StartAsync(Stage stage, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var all = await stage.StartAsync(
            Subject.Start(
                "Evenkeel", port, Checkout.Program("Local"),
                [
                    "--port", port.ToString(CultureInfo.InvariantCulture), "--postgres", stage.Database,
                    "--data", Path.Combine(stage.Folder, "whole"),
                ]),
            cancellationToken);
        foreach (var path in (string[])["/api/users?limit=1", "/"])
        {
            await all.AnswersAsync(path, cancellationToken);
        }

        var started = all.Children();
        return new(all, [.. ((string[])["Gateway", "UsersService", "WebFrontend"]).Select(name => started[name])]);
    }
}
