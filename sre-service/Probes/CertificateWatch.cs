using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SreService.Probes;

/// <summary>Expiry of the certificate that the gateway presented last.</summary>
internal sealed class CertificateWatch(TimeProvider clock)
{
    private long _expires;

    /// <summary>Null before the first TLS handshake.</summary>
    public DateTimeOffset? ExpiresAt =>
        Interlocked.Read(ref _expires) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <returns>Whether the certificate is valid.</returns>
    public bool Saw(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 shown)
        {
            Interlocked.Exchange(ref _expires, shown.NotAfter.ToUniversalTime().Ticks);
        }

        return errors == SslPolicyErrors.None;
    }

    public bool ExpiresWithin(TimeSpan time) =>
        time > TimeSpan.Zero && ExpiresAt is { } expires && expires - clock.GetUtcNow() < time;
}
