using Platform;
using Platform.Health;
using UsersService.Database;
using UsersService.Description;
using UsersService.Users;

if (await HealthProbe.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users-service");
builder.AddUsersDatabase();
builder.AddUsers();
builder.AddDescription();

var app = builder.Build();
app.UseServiceDefaults();
app.MapUsers();
app.MapDescription();

await app.RunAsync();
