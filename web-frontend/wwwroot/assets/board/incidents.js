import { element } from "../dom.js";
import { clock, day, duration, known, plural } from "./format.js";
import { badge, empty, more, table } from "./parts.js";

/** @param report The answer of /sre/incidents. */
export function incidents(report) {
  const open = report.incidents.filter((one) => one.status !== "resolved");
  const over = report.incidents.filter((one) => one.status === "resolved");
  return [
    ...(report.complete ? [] : [empty("The database is unavailable: only incidents of the last day are shown.")]),
    open.length > 0
      ? element("ul", { class: "plain" }, ...open.map(item))
      : empty("No open incidents."),
    ...(over.length > 0
      ? [more(
        "over", `${plural(over.length, "incident")} resolved within a week`,
        element("ul", { class: "plain" }, ...over.map(item)))]
      : []),
    ...(report.incidents.length > 0 ? [means(report.by_severity)] : []),
  ];
}

const item = ({ incident, ...report }) => element("li", { class: "alert" },
  element("div", {}, badge(incident.severity), " ", badge(report.status), " ", element("strong", {}, incident.title)),
  element("p", { class: "quiet-text" }, [
    incident.id,
    incident.component,
    `started ${day(incident.began_at)}`
      + (known(report.seconds_to_detect) ? `, detected after ${duration(report.seconds_to_detect)}` : ""),
    incident.acknowledged_by
      ? `acknowledged by ${incident.acknowledged_by}`
      : report.status === "open" && `acknowledgement due ${clock(report.response_due_at)}`,
    report.response_late && "late",
    report.status === "open" && `escalation level ${report.escalation_level}`,
    incident.mitigated_at && report.status === "mitigated" && `quiet since ${clock(incident.mitigated_at)}`,
    known(report.seconds_to_resolve) && `resolved after ${duration(report.seconds_to_resolve)}`,
  ].filter(Boolean).join(" · ")),
  element("p", { class: "quiet-text" },
    element("a", { href: `/sre/incidents/${incident.id}` }, "details"), " · ",
    element("a", { href: `/sre/incidents/${incident.id}/post-mortem` }, "post-mortem")));

const means = (bySeverity) => table("Mean times by severity",
  [["Severity"], ["Incidents", "number"], ["To detect"], ["To acknowledge"], ["To resolve"]],
  Object.entries(bySeverity).filter(([, one]) => one.count > 0).map(([severity, one]) =>
    [severity, String(one.count), ...[one.mttd_seconds, one.mtta_seconds, one.mttr_seconds].map((seconds) =>
      known(seconds) ? duration(seconds) : "unknown")]));
