using System.Net.Sockets;

namespace WebFrontend.Users;

/// <summary>
/// Retries a call that reached no replica on the next one (service discovery rotates with every attempt): a read when
/// the connection failed, a write only when it was refused, because then nothing was done.
/// </summary>
internal sealed class NextReplica : DelegatingHandler
{
    private const int Attempts = 3;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException error) when (attempt < Attempts && MayTryAgain(request.Method, error))
            {
                // The next attempt uses the next replica.
            }
        }
    }

    internal static bool MayTryAgain(HttpMethod method, HttpRequestException error) =>
        error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
        || (method == HttpMethod.Get && error.HttpRequestError == HttpRequestError.ConnectionError);
}
