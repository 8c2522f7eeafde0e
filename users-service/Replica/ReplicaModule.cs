using Platform.Database;
using Platform.Resilience;
using UsersService.Database;

namespace UsersService.Replica;

internal static class ReplicaModule
{
    /// <summary>Without the connection string <c>UsersReplica</c> the primary reads everything.</summary>
    public static void AddUsersReplica(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LastWrites>();
        if (builder.AddPostgresReplica(ReplicaServer.Connection))
        {
            builder.AddBreaker(ReplicaServer.BreakerName, DatabaseFailure.ReasonOf);
            builder.Services.AddSingleton<ReplicationLag>();
            builder.Services.AddSingleton<ReplicaServer>();
            builder.Services.AddHostedService<ReplicaWatch>();
        }
    }
}
