// Calls to this host's API. Each ends with a response, or with an error that says why.

const timeoutMs = 8000;

/** A response that is not 2xx, or none at all. */
export class CallError extends Error {
  /**
   * @param {number} status 0 without a response.
   * @param {{error?: string, detail?: string, details?: Record<string, string[]>}} problem
   */
  constructor(status, problem) {
    super(problem.error ?? `Status ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

/** @returns {Promise<{body: any, headers: Headers}>} */
export async function call(path, options = {}) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(timeoutMs), ...options })
    .catch((reason) => { throw new CallError(0, { error: transportError(reason) }); });
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    throw new CallError(response.status, body ?? {});
  }
  if (body === null) {
    throw new CallError(response.status, { error: "The response could not be read" });
  }
  return { body, headers: response.headers };
}

export const postJson = (path, value) => call(path, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});

const transportError = (reason) => reason.name === "TimeoutError" ? "No response in time" : "No connection";
