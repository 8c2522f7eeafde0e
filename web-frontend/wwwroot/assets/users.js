import { CallError, call, postJson } from "./api.js";
import { byId, element, say } from "./dom.js";

// The page works without this file. With it, registering, paging and refreshing keep the page in place.

const pageSize = 20;
const form = byId("register");
const fields = ["name", "email"];

form.addEventListener("submit", (event) => { event.preventDefault(); register(); });
byId("refresh").addEventListener("click", (event) => follow(event, () => load("List refreshed.")));
byId("first-page").addEventListener("click", (event) => follow(event, () => open("/")));
byId("next-page").addEventListener(
  "click", (event) => follow(event, () => open(byId("next-page").getAttribute("href"))));
addEventListener("popstate", () => load());

function follow(event, action) {
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    action();
  }
}

async function open(address) {
  history.pushState(null, "", address);
  await load("Page loaded.");
  byId("users-heading").focus();
}

async function register() {
  const user = { name: form.elements.name.value.trim(), email: form.elements.email.value.trim() };
  showErrors(null, {});
  if (!user.name || !user.email) {
    showErrors("Name and email are required", {});
    form.elements[user.name ? "email" : "name"].focus();
    return;
  }

  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const { body } = await postJson("/api/users", user);
    form.reset();
    history.replaceState(null, "", "/");
    await load(`${body.name} is registered.`);
    form.elements.name.focus();
  } catch (error) {
    refuse(error);
  } finally {
    button.disabled = false;
  }
}

function refuse(error) {
  if (!(error instanceof CallError)) {
    throw error;
  }
  const details = error.problem.details ?? {};
  showErrors(errorText(error.problem.error, details), details);
  form.elements[fields.find((field) => details[field]) ?? "email"].focus();
}

// The same texts as the form without script gives.
function errorText(error, details) {
  if (error === "Validation failed") {
    return details.email?.includes("Not a valid email address.") ? "Not a valid email address." : error;
  }
  return error === "Email already exists" ? error : "Failed to create user";
}

function showErrors(error, details) {
  say(byId("form-error"), error);
  for (const field of fields) {
    say(byId(`${field}-error`), details[field]?.join(" "));
    form.elements[field].toggleAttribute("aria-invalid", false);
    if (details[field]) {
      form.elements[field].setAttribute("aria-invalid", "true");
    }
  }
}

let newest = 0;

async function load(announcement) {
  const turn = ++newest;
  byId("users").setAttribute("aria-busy", "true");
  try {
    const page = await list();
    if (turn === newest) {
      show(page);
      byId("announcement").textContent = announcement ?? "";
    }
  } catch (error) {
    if (!(error instanceof CallError)) {
      throw error;
    }
    if (turn === newest) {
      byId("announcement").textContent = "";
      say(byId("users-notice"), failureText(error));
    }
  } finally {
    byId("users").removeAttribute("aria-busy");
  }
}

const failureText = (error) => error.message === "Invalid cursor"
  ? "The address of this page is no longer valid."
  : `The list could not be loaded (${error.message}). The list below may be old.`;

async function list() {
  const cursor = new URLSearchParams(location.search).get("cursor");
  const query = new URLSearchParams({ limit: pageSize, count: "capped", ...(cursor && { cursor }) });
  const { body: users, headers } = await call(`/api/users?${query}`);
  return {
    users, next: nextCursor(headers), isFirst: !cursor, total: total(headers), staleSeconds: staleSeconds(headers),
  };
}

function total(headers) {
  const count = headers.get("X-Total-Count");
  return count === null
    ? "unknown"
    : Number(count).toLocaleString("en") + (headers.get("X-Total-Count-Capped") === "true" ? "+" : "");
}

function nextCursor(headers) {
  const next = (headers.get("Link") ?? "").split(",").find((link) => link.includes('rel="next"'));
  const address = next?.match(/<([^>]*)>/)?.[1];
  return address && new URL(address, location.origin).searchParams.get("cursor");
}

const staleSeconds = (headers) =>
  headers.get("X-Data-Freshness") === "stale" ? Number(headers.get("Age") ?? 0) : null;

function show({ users, next, isFirst, total, staleSeconds: age }) {
  byId("users-heading").textContent = `Registered Users (${total} total)`;
  say(byId("users-notice"), age === null ? null : `The database does not answer. This list is ${age} seconds old.`);
  byId("user-rows").replaceChildren(...users.map(row));
  byId("user-table").hidden = users.length === 0;
  byId("users-empty").hidden = users.length > 0;
  byId("first-page").hidden = isFirst;
  byId("next-page").hidden = !next;
  byId("next-page").setAttribute("href", next ? `/?cursor=${encodeURIComponent(next)}` : "/");
}

const row = (user) => element("tr", {},
  element("td", { "data-label": "Name" }, user.name),
  element("td", { "data-label": "Email" }, user.email),
  element(
    "td", { "data-label": "Registered" }, element("time", { datetime: user.created_at }, minute(user.created_at))));

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function minute(timestamp) {
  const at = new Date(timestamp);
  const clock = at.toISOString().slice(11, 16);
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}, ${clock} UTC`;
}
