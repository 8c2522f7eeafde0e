using Platform;
using Platform.Health;
using Platform.Requests;
using WebFrontend.Assets;
using WebFrontend.Board;
using WebFrontend.Docs;
using WebFrontend.Html;
using WebFrontend.UserConsole;
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
builder.AddUserConsole();

var app = builder.Build();
app.UseResponseCompression();
app.UseServiceDefaults();
app.UseBrowserRules();
app.MapAssets();
app.MapUserConsole();
app.MapBoard();
app.MapDocs();

await app.RunAsync();
