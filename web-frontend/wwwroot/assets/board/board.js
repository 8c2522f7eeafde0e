import { CallError, call } from "../api.js";
import { byId, refresh, say } from "../dom.js";
import { alerts } from "./alerts.js";
import { breakers } from "./breakers.js";
import { capacity } from "./capacity.js";
import { components } from "./components.js";
import { clock, duration, known } from "./format.js";
import { incidents } from "./incidents.js";
import { objectives } from "./objectives.js";
import { badge } from "./parts.js";
import { performance } from "./performance.js";
import { receivers } from "./receivers.js";

const intervalMs = 5000;
const oldAfterSeconds = 30;

/** Section to what it is read from and how it is shown. */
const sections = {
  alerts: { path: () => "/sre/alerts", show: alerts },
  incidents: { path: () => "/sre/incidents?days=7", show: incidents },
  objectives: { path: () => "/sre/slos", show: objectives },
  components: { path: () => "/sre/health", show: components },
  performance: {
    path: () => `/sre/metrics?${new URLSearchParams({ time_range: byId("range").value })}`,
    show: performance,
  },
  receivers: { path: () => "/sre/notifications", show: receivers },
  breakers: { path: () => "/sre/circuit-breakers", show: breakers },
  capacity: { path: () => `/sre/capacity?${whatIf()}`, show: capacity },
};

/** When the overall status was last answered, what it said, and what went wrong since. */
const last = { at: null, dashboard: null, failure: null };
let timer;
let paused = false;

const whatIf = () => new URLSearchParams({ growth: byId("growth").value, horizon: byId("horizon").value });

async function readOverall() {
  try {
    const { body } = await call("/sre/dashboard");
    Object.assign(last, { at: Date.now(), dashboard: body.dashboard, failure: null });
  } catch (error) {
    last.failure = reasonOf(error);
  }
  showOverall();
}

async function readSection(id) {
  const { path, show } = sections[id];
  const [problem, content] = ["problem", "content"].map((part) => byId(id).querySelector(`[data-part="${part}"]`));
  try {
    const { body } = await call(path());
    refresh(content, show(body));
    say(problem, null);
    byId(id).dataset.readAt = new Date().toISOString();
    byId(id).classList.remove("old");
  } catch (error) {
    const readAt = byId(id).dataset.readAt;
    say(problem, `UNKNOWN: ${reasonOf(error)}. ${readAt ? `The data below is from ${clock(readAt)}.` : ""}`);
    byId(id).classList.add("old");
    if (!readAt) {
      content.replaceChildren();
    }
  }
}

function reasonOf(error) {
  if (!(error instanceof CallError)) {
    return `the response could not be read (${error.message})`;
  }
  const fields = Object.entries(error.problem.details ?? {})
    .map(([field, messages]) => `${field}: ${messages.join(" ")}`);
  return [error.message, ...fields].join(" · ");
}

async function readAll() {
  clearTimeout(timer);
  await Promise.all([readOverall(), ...Object.keys(sections).map(readSection)]);
  if (!paused && !document.hidden) {
    clearTimeout(timer);
    timer = setTimeout(readAll, intervalMs);
  }
}

/** Seconds since the numbers were true; null when there never were any. */
function ageSeconds() {
  return last.dashboard && known(last.dashboard.data_age_seconds)
    ? last.dashboard.data_age_seconds + (Date.now() - last.at) / 1000
    : null;
}

function staleness(age) {
  if (last.failure) {
    return last.at
      ? `Data is not being refreshed: ${last.failure}. It is from ${duration((Date.now() - last.at) / 1000)} ago.`
      : `No data: ${last.failure}.`;
  }
  if (last.dashboard && age === null) {
    return "sre-service has not scraped any replica yet.";
  }
  return age > oldAfterSeconds ? `Stale data: the last scrape was ${duration(age)} ago.` : null;
}

function impactText(impact) {
  return impact && (impact.since ? `${impact.sentence} Since ${clock(impact.since)}.` : impact.sentence);
}

function showOverall() {
  const age = ageSeconds();
  const stale = staleness(age);
  const status = stale || !last.dashboard ? "UNKNOWN" : last.dashboard.overall_status;
  if (byId("overall").textContent !== status) {
    byId("overall").replaceChildren(badge(status));
    byId("news").textContent = `Overall status ${status}`;
  }
  const impact = stale ? null : impactText(last.dashboard?.impact);
  if (byId("impact").textContent !== (impact ?? "")) {
    say(byId("impact"), impact);
  }
  if (byId("stale").textContent !== (stale ?? "")) {
    say(byId("stale"), stale);
  }
  byId("board").classList.toggle("old", Boolean(stale));
  byId("freshness").textContent = age === null ? "" : `read ${duration(age)} ago`;
}

byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").textContent = paused ? "Resume" : "Pause";
  byId("pause").setAttribute("aria-pressed", String(paused));
  readAll();
});
byId("range").addEventListener("change", () => readSection("performance"));
byId("what-if").addEventListener("submit", (event) => { event.preventDefault(); readSection("capacity"); });
document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : readAll());
byId("refreshing").hidden = false;
byId("board").hidden = false;
setInterval(showOverall, 1000);
readAll();
