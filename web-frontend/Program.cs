using Platform;
using Platform.Health;
using WebFrontend.Assets;
using WebFrontend.Board;
using WebFrontend.Docs;
using WebFrontend.Html;
using WebFrontend.Registration;
using WebFrontend.Users;

if (await HealthProbe.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("web-frontend");
builder.AddPages();
builder.AddAssets();
builder.AddUsers();
builder.AddRegistration();

var app = builder.Build();
app.UseResponseCompression();
app.UseServiceDefaults();
app.MapAssets();
app.MapUsers();
app.MapRegistration();
app.MapBoard();
app.MapDocs();

await app.RunAsync();
