using Gateway.Routing;
using Gateway.Security;
using Platform;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");
builder.AddProxy();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseServiceDefaults();
app.MapReverseProxy();

await app.RunAsync();
