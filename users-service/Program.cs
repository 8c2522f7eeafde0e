using Platform;
using UsersService.Database;
using UsersService.Users;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users-service");
builder.AddUsersDatabase();
builder.AddUsers();

var app = builder.Build();
app.UseServiceDefaults();
app.MapUsers();

await app.RunAsync();
