using Gateway.Clients;
using Gateway.Health;
using Gateway.Outcomes;
using Gateway.Requests;
using Gateway.Routing;
using Gateway.Security;
using Platform;
using Platform.Health;

if (await HealthProbe.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");
builder.AddRequestRules();
builder.AddProxy();
builder.AddClients();
builder.AddOutcomes();
builder.AddSystemHealth();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseServiceDefaults(HealthEndpoint.AnswerAsync);
app.UseRequestRules();
app.MapProxy();

await app.RunAsync();
