using Gateway.Outcomes;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Outcomes;

public sealed class OutcomeRulesTests
{
    [Theory]
    [InlineData(200, "good", "")]
    [InlineData(404, "good", "")]
    [InlineData(429, "good", "")]
    [InlineData(499, "good", "")]
    [InlineData(500, "bad", "server_error")]
    [InlineData(503, "bad", "server_error")]
    public void Status_determines_the_outcome(int status, string outcome, string reason) =>
        Assert.Equal((outcome, reason), Judge(status: status));

    [Theory]
    [InlineData(ForwarderError.RequestTimedOut, 504, "timeout")]
    [InlineData(ForwarderError.Request, 502, "connection")]
    [InlineData(ForwarderError.RequestBodyDestination, 500, "connection")]
    [InlineData(ForwarderError.RequestBodyDestination, 502, "connection")]
    [InlineData(ForwarderError.ResponseHeaders, 502, "invalid_response")]
    [InlineData(ForwarderError.ResponseBodyDestination, 200, "response_cut")]
    [InlineData(ForwarderError.NoAvailableDestinations, 503, "no_destination")]
    public void Failure_behind_the_gateway_is_bad_whatever_the_status(
        ForwarderError error, int status, string reason) =>
        Assert.Equal(("bad", reason), Judge(error, status));

    [Theory]
    [InlineData(413)]
    [InlineData(400)]
    public void Invalid_request_body_does_not_count_as_bad(int status) =>
        Assert.Equal(("good", ""), Judge(ForwarderError.RequestBodyClient, status));

    [Fact]
    public void Request_that_does_not_arrive_in_time_is_excluded() =>
        Assert.Equal(("excluded", "request_timeout"), Judge(ForwarderError.RequestBodyClient, 408));

    [Fact]
    public void Response_before_the_end_of_the_body_counts_by_its_status() =>
        Assert.Equal(("good", ""), Judge(ForwarderError.RequestBodyDestination, 413));

    [Theory]
    [InlineData(ForwarderError.RequestCanceled, 400)]
    [InlineData(ForwarderError.RequestBodyCanceled, 502)]
    [InlineData(ForwarderError.ResponseBodyCanceled, 200)]
    [InlineData(ForwarderError.ResponseBodyClient, 200)]
    public void Disconnect_is_bad_only_after_the_latency_objective(ForwarderError error, int status)
    {
        Assert.Equal(("excluded", "client_abort"), Judge(error, status, elapsed: 0.1999));
        Assert.Equal(("bad", "client_gave_up"), Judge(error, status, elapsed: 0.2));
    }

    [Theory]
    [InlineData("probe")]
    [InlineData("load-test")]
    [InlineData("chaos")]
    public void Classified_traffic_is_excluded_even_when_it_fails(string trafficClass) =>
        Assert.Equal(("excluded", trafficClass), Judge(ForwarderError.Request, 502, trafficClass: trafficClass));

    [Fact]
    public void Operators_requests_are_excluded() =>
        Assert.Equal(("excluded", "operations"), Judge(status: 503, watching: "operations"));

    [Fact]
    public void Stream_is_good_and_marked()
    {
        Assert.Equal(("good", "stream"), Judge(isStream: true, elapsed: 600));
        Assert.Equal(("good", "stream"), Judge(ForwarderError.ResponseBodyCanceled, isStream: true, elapsed: 600));
        Assert.Equal(
            ("bad", "response_cut"), Judge(ForwarderError.ResponseBodyDestination, isStream: true, elapsed: 600));
    }

    [Fact]
    public void Every_proxy_error_has_an_outcome() => Assert.All(
        Enum.GetValues<ForwarderError>(),
        error => Assert.Contains(Judge(error, 502, elapsed: 1).Item1, (string[])["good", "bad", "excluded"]));

    private static (string, string) Judge(
        ForwarderError error = ForwarderError.None, int status = 200, double elapsed = 0.01,
        string? trafficClass = null, string? watching = null, bool isStream = false)
    {
        var outcome = OutcomeRules.Classify(
            new OutcomeInput(status, error, TimeSpan.FromSeconds(elapsed), trafficClass, watching, isStream));
        return (outcome.Name, outcome.Reason);
    }
}
