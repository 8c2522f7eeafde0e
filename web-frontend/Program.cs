using Platform;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("web-frontend");

var app = builder.Build();
app.UseServiceDefaults();

await app.RunAsync();
