using System.Net.Sockets;

namespace WebFrontend.Users;

/// <summary>
/// A call that reached no replica goes to the next one (service discovery turns round with every attempt). A read may
/// when the connection failed; a write only when it was refused, because nothing can have been done then.
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
                // The next turn of the loop is the next replica.
            }
        }
    }

    internal static bool MayTryAgain(HttpMethod method, HttpRequestException error) =>
        error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
        || (method == HttpMethod.Get && error.HttpRequestError == HttpRequestError.ConnectionError);
}
