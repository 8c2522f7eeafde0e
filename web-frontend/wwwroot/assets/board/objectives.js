import { element } from "../dom.js";
import { clock, count, day, known, percent } from "./format.js";
import { badge, bar, facts, more } from "./parts.js";

const tones = { met: "good", at_risk: "warn", exhausted: "bad", no_data: "unknown" };

/** @param report The answer of /sre/slos. */
export const objectives = (report) => [
  ...storage(report.storage),
  ...rejected(report.configuration?.rejected),
  element("div", { class: "grid" }, ...report.slos.map(card)),
];

const storage = (state) => state.status === "OK" ? [] : [element("p", { class: "notice" },
  `The database of sre-service is unavailable (${state.reason ?? "reason unknown"}). New counts are kept in memory.`)];

const rejected = (files) => !files ? [] : [
  element("p", { class: "notice" }, "The objective files are invalid. The previous objectives remain in force."),
  element("ul", {}, ...files.errors.map(({ file, line, path, message }) =>
    element("li", {}, `${file}${known(line) ? `:${line}` : ""} ${path}: ${message}`)))];

const card = (slo) => element("article", { class: "card", "data-objective": slo.id },
  element("div", { class: "card-head" }, element("h3", {}, slo.title), badge(slo.status)),
  element("p", { class: "figure" }, known(slo.sli_value) ? percent(slo.sli_value) : "NO DATA",
    element("span", { class: "quiet-text" }, ` target ${percent(slo.slo_target)} over ${slo.window_days} days`)),
  ...(slo.reason ? [element("p", { class: "quiet-text" }, slo.reason)] : []),
  bar(slo.budget_remaining < 0 ? 100 : slo.budget_remaining, tones[slo.status] ?? "unknown"),
  element("p", { class: "budget" }, budget(slo.budget_remaining)),
  facts(["Good", count(slo.good)], ["Bad", count(slo.bad)], [`Total ${slo.unit}`, count(slo.total)]),
  more(`objective/${slo.id}`, `Observed ${percent(slo.coverage)} of the window`,
    element("p", { class: "quiet-text" }, coverage(slo)),
    facts(
      [`${slo.unit} that may still be bad`, count(slo.bad_left)],
      ["Counted until", clock(slo.closed.until)],
      ["Good until then", count(slo.closed.good)],
      ["Bad until then", count(slo.closed.bad)],
      ["Total until then", count(slo.closed.total)]),
    element("p", { class: "quiet-text" }, slo.description)));

function budget(remaining) {
  if (!known(remaining)) {
    return "Error budget unknown";
  }
  return `${remaining < 0 ? "Error budget overspent" : "Error budget left"}: ${percent(remaining)}`;
}

function coverage(slo) {
  const since = slo.observed_since ? `Observed since ${day(slo.observed_since)}.` : "Not observed yet.";
  return slo.sli_interval
    ? `${since} Over the whole window the value is between ${percent(slo.sli_interval.worst)} and `
      + `${percent(slo.sli_interval.best)}.`
    : since;
}
