using System.Net.Sockets;
using Npgsql;
using Polly.CircuitBreaker;
using UsersService.Database;

namespace UsersService.Tests.Database;

public sealed class DatabaseFailureTests
{
    [Theory]
    [InlineData("25006", "read_only")]
    [InlineData("53300", "out_of_connections")]
    [InlineData("53100", "out_of_resources")]
    [InlineData("57P01", "shutdown")]
    [InlineData("57P03", "shutdown")]
    [InlineData("55P03", "timeout")]
    [InlineData("40P01", "conflict")]
    [InlineData("08006", "connection")]
    [InlineData("28P01", "authentication")]
    [InlineData("42P01", "schema")]
    [InlineData("42501", "schema")]
    [InlineData("23505", null)]
    [InlineData("22021", null)]
    [InlineData("42601", null)]
    [InlineData("57014", null)]
    public void What_the_server_says_tells_whose_fault_it_is(string state, string? reason)
    {
        Assert.Equal(reason, DatabaseFailure.ReasonOf(new PostgresException("", "ERROR", "ERROR", state)));
    }

    [Theory]
    [InlineData("FATAL", "connection")]
    [InlineData("PANIC", "connection")]
    [InlineData("ERROR", null)]
    public void Whatever_ends_a_session_is_the_databases_fault(string severity, string? reason) => Assert.Equal(
        reason, DatabaseFailure.ReasonOf(new PostgresException("not currently accepting connections", severity, severity, "55000")));

    [Fact]
    public void A_connection_that_breaks_or_is_too_slow_is_the_databases_fault()
    {
        Assert.Equal("connection", DatabaseFailure.ReasonOf(new NpgsqlException("", new SocketException())));
        Assert.Equal("timeout", DatabaseFailure.ReasonOf(new NpgsqlException("", new TimeoutException())));
        Assert.Equal("timeout", DatabaseFailure.ReasonOf(new TimeoutException()));
    }

    [Fact]
    public void A_statement_that_the_server_stops_is_not_answered_and_yet_not_the_databases_fault()
    {
        var stopped = new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled);

        Assert.True(DatabaseFailure.MeansUnavailable(stopped));
        Assert.False(DatabaseFailure.IsTransient(stopped));
    }

    [Fact]
    public void A_database_that_takes_no_writes_is_still_read()
    {
        Assert.Null(DatabaseFailure.ReasonToBreak(new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.ReadOnlySqlTransaction)));
        Assert.Equal("timeout", DatabaseFailure.ReasonToBreak(new TimeoutException()));
    }

    [Fact]
    public void A_client_that_hangs_up_is_not() => Assert.Null(DatabaseFailure.ReasonOf(new OperationCanceledException()));

    [Fact]
    public void An_open_breaker_is_not_asked_again()
    {
        Assert.True(DatabaseFailure.MeansUnavailable(new BrokenCircuitException()));
        Assert.False(DatabaseFailure.IsTransient(new BrokenCircuitException()));
    }
}
