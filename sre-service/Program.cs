using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform;
using Platform.Database;
using Platform.Health;
using Platform.Requests;
using SreService;
using SreService.Alerting;
using SreService.Alerting.Replay;
using SreService.Alerting.Silences;
using SreService.Breakers;
using SreService.Capacity;
using SreService.Dashboard;
using SreService.Database;
using SreService.Deploys;
using SreService.Events;
using SreService.Health;
using SreService.Incidents;
using SreService.Jobs;
using SreService.Leadership;
using SreService.Ledger;
using SreService.Metrics;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Objectives.Files;
using SreService.Probes;
using SreService.Queries;
using SreService.Rounds;
using SreService.Scraping;
using SreService.Scraping.Heartbeats;
using SreService.Scraping.Prometheus;
using SreService.Slices;
using SreService.Timeline;

if (await HealthProbe.HandleAsync(args) || await ReplayCommand.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("sre-service");
builder.AddPostgres("Sre", typeof(Program).Assembly, whenUnavailable: HealthStatus.Degraded);
builder.AddSnakeCaseJson();
builder.AddDatabase();
builder.AddLeadership();
builder.AddRounds();
builder.AddSlices();
builder.AddObjectives();
builder.AddObjectiveFiles();
builder.AddScraping();
builder.AddReplicaSource();
builder.AddHeartbeatEndpoints();
builder.AddJobs();
builder.AddProbes();
builder.AddBreakers();
builder.AddTimeline();
builder.AddAlerting();
builder.AddSilences();
builder.AddReplay();
builder.AddIncidents();
builder.AddNotifications();
builder.AddEvents();
builder.AddLedger();
builder.AddCapacity();
builder.AddMetrics();
builder.AddHealth();
builder.AddDeploys();
builder.AddDashboard();
builder.AddOpenApiDocument();

var app = builder.Build();
if (await app.MigrateAsync(args))
{
    return;
}

app.UseServiceDefaults();
app.UseBrowserRules();
app.MapOpenApi("/openapi/{documentName}.json");
app.MapSre();

await app.RunAsync();
