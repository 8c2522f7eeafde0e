using System.Text.Json;

namespace SreService.Tests.Notifications;

internal static class NotifyingSystem
{
    /// <summary>The environment variable with the secret of receivers.</summary>
    public const string Secret = "EVENKEEL_TEST_SECRET";

    extension(SreSystem system)
    {
        /// <summary>Adds receiver <paramref name="index"/>, notified at once.</summary>
        /// <param name="url">Null where it is the secret.</param>
        public SreSystem Notifying(string name, string kind, Uri? url, int index = 0)
        {
            var receiver = $"Notifications:Receivers:{index}";
            system.With("Notifications:GroupWait", "00:00:00").With("Notifications:AllowedHosts:0", "127.0.0.1")
                .With($"{receiver}:Name", name).With($"{receiver}:Kind", kind);
            if (url is not null)
            {
                system.With($"{receiver}:Url", url.ToString());
            }

            return kind is "PagerDuty" or "Slack" ? system.With($"{receiver}:Secret", Secret) : system;
        }
    }

    extension(ReceivingServer server)
    {
        /// <returns>The message of that number, from 1, once it has arrived.</returns>
        public async Task<JsonElement> MessageAsync(SreSystem system, int number)
        {
            await system.UntilPassingTimeAsync(() => Task.FromResult(server.Messages.Count >= number));
            return server.Messages.ElementAt(number - 1).Body;
        }
    }
}
