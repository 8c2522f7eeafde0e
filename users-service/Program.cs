using Platform;
using UsersService.Database;
using UsersService.Description;
using UsersService.Users;

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
