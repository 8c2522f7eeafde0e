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
    public void Sql_state_determines_the_reason(string state, string? reason)
    {
        Assert.Equal(reason, DatabaseFailure.ReasonOf(new PostgresException("", "ERROR", "ERROR", state)));
    }

    [Theory]
    [InlineData("FATAL", "connection")]
    [InlineData("PANIC", "connection")]
    [InlineData("ERROR", null)]
    public void End_of_a_session_is_a_database_failure(string severity, string? reason) => Assert.Equal(
        reason, DatabaseFailure.ReasonOf(
            new PostgresException("not currently accepting connections", severity, severity, "55000")));

    [Fact]
    public void Broken_or_slow_connection_is_a_database_failure()
    {
        Assert.Equal("connection", DatabaseFailure.ReasonOf(new NpgsqlException("", new SocketException())));
        Assert.Equal("timeout", DatabaseFailure.ReasonOf(new NpgsqlException("", new TimeoutException())));
        Assert.Equal("timeout", DatabaseFailure.ReasonOf(new TimeoutException()));
    }

    [Fact]
    public void Statement_timeout_is_unavailable_but_does_not_open_the_breaker()
    {
        var stopped = new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled);

        Assert.True(DatabaseFailure.MeansUnavailable(stopped));
        Assert.False(DatabaseFailure.IsTransient(stopped));
    }

    [Fact]
    public void Read_only_database_does_not_open_the_breaker()
    {
        Assert.Null(
            DatabaseFailure.ReasonToBreak(
                new PostgresException("", "ERROR", "ERROR", PostgresErrorCodes.ReadOnlySqlTransaction)));
        Assert.Equal("timeout", DatabaseFailure.ReasonToBreak(new TimeoutException()));
    }

    [Fact]
    public void Disconnect_of_a_client_is_not_a_database_failure() =>
        Assert.Null(DatabaseFailure.ReasonOf(new OperationCanceledException()));

    [Fact]
    public void Open_breaker_is_unavailable_and_not_retried()
    {
        Assert.True(DatabaseFailure.MeansUnavailable(new BrokenCircuitException()));
        Assert.False(DatabaseFailure.IsTransient(new BrokenCircuitException()));
    }
}
