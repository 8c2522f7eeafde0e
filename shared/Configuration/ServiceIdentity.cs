namespace Platform.Configuration;

/// <summary>What identifies this process in logs, metrics, traces and <c>/internal/info</c>.</summary>
/// <param name="Name">The service, for example <c>users-service</c>.</param>
/// <param name="InstanceId">The replica; unique among all running processes.</param>
/// <param name="Version">The build's informational version.</param>
/// <param name="StartedAt">When the operating system started the process, UTC.</param>
public sealed record ServiceIdentity(string Name, string InstanceId, string Version, DateTimeOffset StartedAt);
