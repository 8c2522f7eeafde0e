import { element } from "../dom.js";
import { clock, day, words } from "./format.js";
import { badge, more, table } from "./parts.js";

/** @param report The answer of /sre/health. */
export const components = (report) => [table("Components with their replicas",
  [["Component"], ["Status"], ["Reason"], ["Replicas"]],
  Object.entries(report.components).map(([name, component]) =>
    [words(name), badge(component.status), component.reason ?? "", replicas(name, component.replicas ?? [])]))];

function replicas(name, all) {
  if (all.length === 0) {
    return "";
  }
  const healthy = all.filter((replica) => replica.status === "HEALTHY").length;
  return more(`replicas/${name}`, `${healthy} of ${all.length} healthy`,
    element("ul", { class: "plain" }, ...all.map(one)));
}

const one = (replica) => element("li", { class: "replica" },
  badge(replica.status), ` ${replica.address}`,
  element("p", { class: "quiet-text" }, [
    replica.reason,
    replica.instance && `instance ${replica.instance}`,
    replica.version && `version ${replica.version}`,
    replica.started_at && `started ${day(replica.started_at)}`,
    replica.last_seen ? `last seen ${clock(replica.last_seen)}` : "never seen",
  ].filter(Boolean).join(" · ")));
