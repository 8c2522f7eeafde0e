namespace UsersService.Reads;

/// <summary>A response as it is sent, in UTF-8.</summary>
internal sealed record ReadyJson(byte[] Bytes) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.ContentLength = Bytes.Length;
        return httpContext.Response.Body.WriteAsync(Bytes, httpContext.RequestAborted).AsTask();
    }
}
