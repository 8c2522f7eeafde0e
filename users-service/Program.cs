using Platform;
using Platform.Database;
using Platform.Health;
using Platform.Requests;
using UsersService;

if (await HealthProbe.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users-service");
builder.AddFeatures();

var app = builder.Build();
if (await app.MigrateAsync(args))
{
    return;
}

app.UseServiceDefaults();
app.UseBrowserRules();
app.MapFeatures();

await app.RunAsync();
