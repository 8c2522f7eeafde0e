using Platform;
using Platform.Health;
using UsersService.Cache;
using UsersService.Database;
using UsersService.Description;
using UsersService.Replica;
using UsersService.Users;

if (await HealthProbe.HandleAsync(args))
{
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users-service");
builder.AddUsersDatabase();
builder.AddUsersReplica();
builder.AddUserCache();
builder.AddUsers();
builder.AddDescription();

var app = builder.Build();
app.UseServiceDefaults();
app.MapUsers();
app.MapDescription();

await app.RunAsync();
