import { element } from "../dom.js";
import { clock, duration, known, number, plural } from "./format.js";
import { badge, empty, more } from "./parts.js";

/** @param report The response of /sre/alerts. */
export function alerts(report) {
  const undecided = report.undecided ?? [];
  const pending = report.pending ?? [];
  return [
    report.alerts.length > 0
      ? element("ul", { class: "plain" }, ...report.alerts.map((alert) => item(alert, report)))
      : empty(quietText(report, undecided)),
    ...(report.alerts.length > 0 && report.last_change
      ? [element("p", { class: "quiet-text" }, `Changed last: ${report.last_change}`)]
      : []),
    ...(pending.length > 0
      ? [more("pending", `${plural(pending.length, "alert")} pending`,
        element("ul", { class: "plain" }, ...pending.map((alert) => item(alert, report))))]
      : []),
    ...(undecided.length > 0 ? [rulesWithoutData(undecided)] : []),
  ];
}

function quietText(report, undecided) {
  if (report.status === "UNKNOWN") {
    return "UNKNOWN: there are no recent scrapes.";
  }
  return undecided.length > 0 ? "No alert among the rules that have data." : "No alert.";
}

const item = (alert, report) => element("li", { class: "alert" },
  element("div", {},
    badge(alert.severity), " ",
    ...(alert.state === "firing" ? [] : [badge(alert.state), " "]),
    ...(known(alert.resolves_at) ? [badge("quiet"), " "] : []),
    ...(alert.flapping ? [badge("flapping"), " "] : []),
    element("strong", {}, alert.message)),
  element("p", { class: "quiet-text" }, [
    alert.component,
    alert.subject !== alert.component && alert.subject,
    `since ${clock(alert.since)} (${duration((new Date(report.timestamp) - new Date(alert.since)) / 1000)})`,
    alert.note,
    known(alert.value) && `${values(alert)} against ${number(alert.threshold)} ${alert.unit ?? ""}`,
    known(alert.budget_remaining) && `${number(alert.budget_remaining)}% of the budget left`,
    alert.inhibited_by && `inhibited by ${alert.inhibited_by}`,
    alert.acknowledged_by && `acknowledged by ${alert.acknowledged_by}`,
    alert.silenced_by && `silenced by ${alert.silenced_by} until ${clock(alert.silenced_until)}`,
  ].filter(Boolean).join(" · ")));

const values = (alert) => [alert.value, alert.short_value].filter(known).map((value) => number(value)).join(" and ");

const rulesWithoutData = (undecided) => more("undecided", `${plural(undecided.length, "rule")} without data`,
  element("ul", {}, ...undecided.map((rule) =>
    element("li", {}, `${rule.rule} (${[rule.component, rule.subject].join(" ")}): ${rule.reason}`))));
