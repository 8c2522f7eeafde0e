using Platform;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("sre-service");

var app = builder.Build();
app.UseServiceDefaults();

await app.RunAsync();
