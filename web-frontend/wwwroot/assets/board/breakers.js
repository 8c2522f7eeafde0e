import { element } from "../dom.js";
import { clock, count, known, number, percent, words } from "./format.js";
import { badge, empty, more, table } from "./parts.js";

/** @param report The answer of /sre/circuit-breakers. */
export function breakers(report) {
  const all = Object.entries(report.circuit_breakers);
  return [all.length === 0
    ? empty("NO DATA: no circuit breaker was scraped.")
    : table("Circuit breakers",
      [["Breaker"], ["State"], ["Replicas"], ["Failures", "number"], ["Last failure"], ["Opens at"]],
      all.map(([name, breaker]) =>
        [name, badge(breaker.state), instances(name, breaker), count(breaker.failure_count), lastFailure(breaker),
          limits(breaker)]))];
}

function instances(name, { open_instances: open, instances: all }) {
  const unknown = all.filter((instance) => instance.state === "UNKNOWN").length;
  const summary = [`${open} of ${all.length} open`, unknown > 0 && `${unknown} unknown`].filter(Boolean).join(", ");
  return more(`breaker/${name}`, summary, element("ul", { class: "plain" }, ...all.map(one)));
}

const one = (instance) => element("li", { class: "replica" },
  badge(instance.state), ` ${instance.instance}`,
  element("p", { class: "quiet-text" }, [
    instance.state === "UNKNOWN" && `was ${words(instance.last_known_state)} at ${clock(instance.last_seen)}`,
    instance.stuck && "half-open for too long: its trial call hangs",
    known(instance.isolated_until)
      && `isolated by ${instance.isolated_by} until ${clock(instance.isolated_until)}: ${instance.isolation_reason}`,
    known(instance.changed_at) && `changed ${clock(instance.changed_at)}`,
    `${count(instance.successes)} succeeded, ${count(instance.failures)} failed, ${count(instance.rejected)} rejected`,
  ].filter(Boolean).join(" · ")));

const lastFailure = (breaker) => known(breaker.last_failure_time)
  ? clock(breaker.last_failure_time) + (breaker.last_failure_reason ? ` (${words(breaker.last_failure_reason)})` : "")
  : "none";

const limits = (breaker) => [
  known(breaker.threshold) && `${percent(100 * breaker.threshold)} failures`,
  known(breaker.timeout) && `stays open ${number(breaker.timeout)} s`,
].filter(Boolean).join("; ") || "unknown";
