using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SreService.Probes;

/// <summary>When the certificate expires that the gateway showed last.</summary>
internal sealed class CertificateWatch(TimeProvider clock)
{
    private long _expires;

    /// <summary>Null while none was shown.</summary>
    public DateTimeOffset? ExpiresAt => Interlocked.Read(ref _expires) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <returns>Whether it is to be believed, as always.</returns>
    public bool Saw(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 shown)
        {
            Interlocked.Exchange(ref _expires, shown.NotAfter.ToUniversalTime().Ticks);
        }

        return errors == SslPolicyErrors.None;
    }

    public bool ExpiresWithin(TimeSpan time) => time > TimeSpan.Zero && ExpiresAt is { } expires && expires - clock.GetUtcNow() < time;
}
