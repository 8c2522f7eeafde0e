import { clock, count, plural } from "./format.js";
import { badge, empty, table } from "./parts.js";

/** @param report The answer of /sre/notifications. */
export function receivers(report) {
  return [report.receivers.length === 0
    ? empty("No receiver is configured: alerts are not delivered.")
    : table("Receivers of alerts",
      [["Receiver"], ["State"], ["Alerts"], ["Delivered", "number"], ["Waiting", "number"], ["Last delivered"]],
      report.receivers.map((receiver) => [
        `${receiver.name} (${receiver.kind}${receiver.level > 1 ? `, from level ${receiver.level} on` : ""})`,
        receiver.failure ? `${receiver.status}: ${receiver.failure}` : badge(receiver.status),
        plural(receiver.groups.reduce((sum, group) => sum + group.alerts, 0), "alert"),
        count(receiver.delivered), count(receiver.waiting.length),
        receiver.delivered_at ? clock(receiver.delivered_at) : "never",
      ]))];
}
