import { element } from "../dom.js";
import { count, known, megabytes, number, percent, plural, rate, words } from "./format.js";
import { badge, bar, more, table } from "./parts.js";

const cpuTarget = 70;
const memoryTarget = 80;

/** @param report The answer of /sre/capacity. */
export function capacity(report) {
  const { capacity_analysis: analysis, predictions, recommendations } = report;
  return [
    ...(analysis.status === "UNKNOWN" ? [element("p", {}, badge("UNKNOWN"), " The last scrapes are too old.")] : []),
    table("Usage and forecast by service",
      [["Service"], ["CPU"], ["Memory"], ["Requests", "number"], ["Busiest minute", "number"], ["After the growth"]],
      Object.entries(analysis.services).map(([name, now]) => row(name, now, predictions.services[name]))),
    element("p", { class: "quiet-text" },
      `Forecast for ${number(predictions.growth_percent)}% growth within ${number(predictions.horizon_days)} days. `
      + `Confidence ${predictions.confidence}: ${predictions.reason}.`),
    ...advice(recommendations.recommendations),
  ];
}

const row = (name, now, then) => [
  element("div", {}, name, more(
    `capacity/${name}`, `${now.replicas_answering} of ${plural(now.replicas_total, "replica")}`,
    element("ul", { class: "plain" }, ...now.replicas.map(replica)))),
  use(now.cpu_percent, cpuTarget, now.reason),
  use(now.memory_percent, memoryTarget, now.reason),
  rate(now.requests_per_second),
  percent(now.peak_cpu_percent),
  prediction(then),
];

const use = (value, target, reason) => known(value)
  ? element("span", {}, percent(value), bar(value, value > target ? "bad" : value > target * 0.8 ? "warn" : "good"))
  : element("span", {}, badge("unknown"), reason ? ` ${reason}` : "");

const replica = (its) => element(
  "li", { class: "replica" }, its.instance, element("p", { class: "quiet-text" }, its.reason ?? [
  `CPU ${number(its.cpu_cores)} of ${number(its.cpu_limit_cores)} cores`,
  `memory ${megabytes(its.memory_bytes)} of ${megabytes(its.memory_limit_bytes)}`,
  rate(its.requests_per_second),
].join(" · ")));

function prediction(then) {
  if (!known(then?.cpu_percent)) {
    return element("span", {}, badge("unknown"));
  }
  return [
    `CPU ${percent(then.cpu_percent)}`,
    known(then.replicas_needed) && `${count(then.replicas_needed)} needed`,
    known(then.days_to_cpu_target) && `${percent(then.cpu_target_percent)} in ${number(then.days_to_cpu_target)} days`,
  ].filter(Boolean).join(" · ");
}

const advice = (recommendations) => recommendations.length === 0 ? [] : [
  element("h3", {}, "Recommendations"),
  element("ul", { class: "plain" }, ...recommendations.map((each) => element("li", { class: "alert" },
    element("div", {}, badge(each.priority), " ", element("strong", {}, `${each.component}: ${each.issue}`)),
    element("p", {}, each.recommendation),
    element(
      "p", { class: "quiet-text" },
      `Now ${each.current_value}. Evidence: ${each.evidence.map(evidence).join(", ")}.`)))),
];

const evidence = ({ metric, value, unit }) => `${words(metric)} ${number(value)} ${unit}`;
