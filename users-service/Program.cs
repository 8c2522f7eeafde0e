using Platform;
using Platform.Health;
using UsersService;

if (await HealthProbe.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users-service");
builder.AddFeatures();

var app = builder.Build();
app.UseServiceDefaults();
app.MapFeatures();

await app.RunAsync();
