using Platform.Database;
using Platform.Resilience;
using UsersService.Database;

namespace UsersService.ReadReplica;

internal static class ReadReplicaModule
{
    public static void AddReadReplica(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReadYourWrites>();
        if (builder.AddPostgresReplica(ReplicaDatabase.Connection))
        {
            builder.AddBreaker(ReplicaDatabase.BreakerName, DatabaseFailure.ReasonOf);
            builder.Services.AddSingleton<ReplicationLag>();
            builder.Services.AddSingleton<ReplicaDatabase>();
            builder.Services.AddHostedService<ReplicaMonitor>();
        }
    }
}
