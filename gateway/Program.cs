using Platform;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway");

var app = builder.Build();
app.UseServiceDefaults();

await app.RunAsync();
