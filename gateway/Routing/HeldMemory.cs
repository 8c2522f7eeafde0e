using System.Buffers;

namespace Gateway.Routing;

/// <summary>The memory for responses that are held back, of all requests together.</summary>
internal sealed class HeldMemory(RetrySettings settings)
{
    /// <summary>Of each response.</summary>
    public const int Bytes = 64 * 1024;

    private int _left = settings.HeldBytes / Bytes;

    /// <returns>Null when all of it is used.</returns>
    public byte[]? TryRent()
    {
        if (Interlocked.Decrement(ref _left) >= 0)
        {
            return ArrayPool<byte>.Shared.Rent(Bytes);
        }

        Interlocked.Increment(ref _left);
        return null;
    }

    public void Return(byte[] rented)
    {
        ArrayPool<byte>.Shared.Return(rented);
        Interlocked.Increment(ref _left);
    }
}
