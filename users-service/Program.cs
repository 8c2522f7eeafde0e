using Platform;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users-service");

var app = builder.Build();
app.UseServiceDefaults();

await app.RunAsync();
