import { element } from "../dom.js";
import { clock, count, known, milliseconds, money, percent, rate, words } from "./format.js";
import { badge, empty, facts, quiet, table } from "./parts.js";

/** @param report The answer of /sre/metrics. */
export function performance(report) {
  const { application, business } = report.metrics;
  return [
    ...(report.status === "UNKNOWN" ? [element("p", {}, badge("UNKNOWN"), " The last scrapes are too old.")] : []),
    element("div", { class: "tiles" },
      tile("p50", milliseconds(application.p50)), tile("p95", milliseconds(application.p95)),
      tile("p99", milliseconds(application.p99)),
      tile("Throughput", rate(application.requests_per_second)),
      tile("Requests", count(application.request_count)),
      tile(
        "Errors", count(application.error_count),
        known(application.error_rate) ? percent(application.error_rate) : application.reason ?? "no requests"),
      tile("Sign-ups", count(business.user_registrations)),
      tile(
        "Active users", count(business.active_users),
        business.unknown.active_users ?? (business.active_users_at && `at ${clock(business.active_users_at)}`)),
      tile("1,000 requests", costOf(1000, business), business.unknown.cost_per_transaction)),
    routes(application.throughput),
    ...clients(business.api_use),
    ...reasons("Errors by reason", application.errors_by_reason),
    quiet(`Users' requests at the gateway from ${clock(report.from)} to ${clock(report.until)}.`),
  ];
}

const tile = (name, value, note) => element("div", { class: "tile" },
  element("span", { class: "quiet-text" }, name),
  element("strong", {}, value),
  ...(note ? [element("span", { class: "quiet-text" }, note)] : []));

const routes = (throughput) => Object.keys(throughput).length === 0
  ? empty("NO DATA: no request in this time.")
  : table("Requests by route",
    [["Route"], ["Requests", "number"], ["Errors", "number"], ["Throughput", "number"], ["p50", "number"],
      ["p95", "number"], ["p99", "number"]],
    Object.entries(throughput)
      .sort(([, one], [, other]) => other.request_count - one.request_count)
      .map(([route, its]) => [
        element("code", {}, route), count(its.request_count), count(its.error_count), rate(its.throughput),
        milliseconds(its.p50), milliseconds(its.p95), milliseconds(its.p99)]));

const costOf = (requests, { cost_per_transaction: each, cost }) =>
  money(known(each) ? requests * each : null, cost?.currency);

const clients = (use) => use.length === 0 ? [] : [
  table("Requests by client",
    [["Client"], ["Route"], ["Requests", "number"], ["Errors", "number"]],
    use.map((its) => [its.client, element("code", {}, its.route), count(its.request_count), count(its.error_count)])),
];

const reasons = (title, counts) => Object.keys(counts ?? {}).length === 0 ? [] : [
  element("h3", {}, title),
  facts(...Object.entries(counts).map(([reason, amount]) => [words(reason), count(amount)])),
];
