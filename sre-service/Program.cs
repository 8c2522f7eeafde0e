using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform;
using Platform.Database;
using Platform.Health;
using SreService.Alerting.Replay;
using SreService.Business;
using SreService.Dashboard;
using SreService.Deploys;
using SreService.Evaluation;
using SreService.Incidents;
using SreService.Jobs;
using SreService.Ledger;
using SreService.Muting;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;

if (await HealthProbe.HandleAsync(args) || await ReplayCommand.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("sre-service");
builder.AddPostgres("Sre", typeof(Program).Assembly, whenAway: HealthStatus.Degraded);
builder.AddEvaluation();
builder.AddSlices();
builder.AddObjectives();
builder.AddScraping();
builder.AddProbes();
builder.AddBusiness();
builder.AddDeploys();
builder.AddMuting();
builder.AddIncidents();
builder.AddJobs();
builder.AddLedger();
builder.AddNotifications();
builder.AddDashboard();

var app = builder.Build();
app.UseServiceDefaults();
app.MapOpenApi("/openapi/{documentName}.json");
app.MapSre();

await app.RunAsync();
