import { element, svg } from "../dom.js";
import { words } from "./format.js";

// Elements that several sections share.

const tones = {
  HEALTHY: "good", MET: "good", PASS: "good", CLOSED: "good", OK: "good", RESOLVED: "good",
  DEGRADED: "warn", AT_RISK: "warn", HALF_OPEN: "warn", WARNING: "warn", MEDIUM: "warn",
  P2: "warn", P3: "warn", ACKNOWLEDGED: "warn", MITIGATED: "warn",
  CRITICAL: "bad", EXHAUSTED: "bad", OPEN: "bad", ISOLATED: "bad", FAIL: "bad", HIGH: "bad",
  P0: "bad", P1: "bad", FAILING: "bad",
};

/** A state in words, with a sign and a colour. A state that is not in the table is shown as not known. */
export function badge(state) {
  const code = (state ?? "unknown").toUpperCase();
  return element("span", { class: `badge ${tones[code] ?? "unknown"}` }, words(code));
}

/** @param {...[string, ...(Node | string)[]]} rows A name with its values. */
export const facts = (...rows) => element("dl", { class: "facts" },
  ...rows.map(([name, ...value]) => element("div", {}, element("dt", {}, name), element("dd", {}, ...value))));

/**
 * @param {string} caption For screen readers.
 * @param {[string, string?][]} columns Heading, and "number" when its cells are.
 * @param {(Node | string)[][]} rows The first cell names the row.
 */
export function table(caption, columns, rows) {
  const head = columns.map(([name, kind]) => element("th", { scope: "col", class: kind }, name));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell, index) => index === 0
    ? element("th", { scope: "row" }, cell)
    : element("td", { "data-label": columns[index][0], class: columns[index][1] }, cell))));
  return element("table", { class: "cards" },
    element("caption", { class: "unseen" }, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body));
}

/** What is left of a budget or used of a limit. The text beside it says the same. */
export function bar(share, tone) {
  const width = Math.max(0, Math.min(100, share ?? 0));
  return svg("svg", { class: `bar ${tone}`, viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { class: "track", width: 100, height: 6 }),
    svg("rect", { class: "fill", width, height: 6 }));
}

export const empty = (text) => element("p", { class: "empty" }, text);
export const quiet = (text) => element("p", { class: "quiet-text" }, text);

/** @param {string} key Names it from one refresh to the next, so that it stays open. */
export const more = (key, summary, ...children) =>
  element("details", { "data-key": key }, element("summary", { "data-key": `${key}/summary` }, summary), ...children);
