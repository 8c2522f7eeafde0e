using System.Globalization;
using NpgsqlTypes;

namespace UsersService.ReadReplica;

/// <param name="Follows">Whether it still is a replica, not promoted.</param>
/// <param name="FinishedBefore">It knows the outcome of every transaction before this one.</param>
internal sealed record ReplicaPosition(NpgsqlLogSequenceNumber Replayed, bool Follows, ulong FinishedBefore)
{
    public bool Satisfies(ReadRequirements needs) =>
        (needs.Written is null || Replayed >= needs.Written) && (needs.Since is null || FinishedBefore >= needs.Since);

    /// <param name="Replayed">Null on a server that never was a replica.</param>
    internal sealed record Row(string? Replayed, bool Follows, string FinishedBefore)
    {
        public ReplicaPosition Position => new(
            Replayed is null ? default : NpgsqlLogSequenceNumber.Parse(Replayed), Follows,
            ulong.Parse(FinishedBefore, CultureInfo.InvariantCulture));
    }
}
