using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Metrics;
using SreService.Scraping;

namespace SreService.Deploys;

internal static class DeployEndpoints
{
    public static void MapDeploys(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/can-i-deploy", CanIDeploy)
            .WithName(nameof(CanIDeploy)).WithSummary("Check whether a service can be deployed now")
            .WithDescription("200 for allow and slow, 409 for freeze, so that a pipeline can use `curl --fail`.")
            .Produces<DeployReport>(409).ProducesProblems(400);

    private static Results<Ok<DeployReport>, Conflict<DeployReport>, Problem> CanIDeploy(
        DeployGate gate, Replicas replicas, [Description("The service to deploy.")] string? service = null)
    {
        var services = MetricsReports.Services(replicas);
        if (service is null || !services.Contains(service))
        {
            return KnownProblems.InvalidQueryParameter(
                nameof(service), $"Must be one of {string.Join(", ", services)}.");
        }

        var report = gate.Judge(service);
        return report.Decision == DeployDecision.Freeze ? TypedResults.Conflict(report) : TypedResults.Ok(report);
    }
}
