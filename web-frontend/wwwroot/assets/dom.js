// Builds elements without ever parsing text as markup: what a user typed stays text.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] Absent when null, undefined or false.
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for pictures. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

export const byId = (id) => document.getElementById(id);

/** Shows the text in the element, or hides the element when there is none. */
export function say(target, text) {
  target.textContent = text ?? "";
  target.hidden = !text;
}

/** Replaces the content, and keeps open and focused what was so: parts are known by their data-key. */
export function refresh(container, nodes) {
  const open = new Set([...container.querySelectorAll("details[open]")].map((each) => each.dataset.key));
  const focused = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...nodes);
  for (const part of container.querySelectorAll("[data-key]")) {
    part.open = open.has(part.dataset.key);
    if (focused === part.dataset.key) {
      part.focus();
    }
  }
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children);
  return node;
}
