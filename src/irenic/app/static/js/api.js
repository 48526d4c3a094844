// Requests to this server, and nothing else.

import { busyUntil } from "./busy.js";

/** What the server refused, as a list of problems. */
export class ApiError extends Error {
  /** @param {number} status @param {Array<object>} problems */
  constructor(status, problems) {
    super(problems.map((one) => `${one.code}: ${one.given}`).join("; "));
    this.status = status;
    this.problems = problems;
  }
}

/** What is told where no server answers. */
export const LOST = {
  code: "no_server", file: "the server", line: null, path: "the connection", given: "lost",
  expected: "a running server", hint: "Start it again with irenic serve; finished work is kept.", severity: "error",
};

/** @returns {Promise<any>} */
function ask(path, options = {}) {
  return busyUntil(answered(path, options));
}

async function answered(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "omit", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, [LOST]);
  }
  const body = await answer.json().catch((error) => {
    if (error.name === "AbortError") throw error; // what was asked for is no longer wanted
    return null;
  });
  if (!answer.ok) throw new ApiError(answer.status, body?.problems ?? [{ ...LOST, given: `status ${answer.status}` }]);
  return body;
}

/** Address with a query; empty values are left out. */
export function address(path, query = {}) {
  const found = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") found.append(key, String(one));
    }
  }
  const text = found.toString();
  return text ? `${path}?${text}` : path;
}

/** @param {string} path @param {Record<string, unknown>} [query] @param {AbortSignal} [signal] */
export function getJson(path, query = {}, signal = undefined) {
  return ask(address(path, query), { signal });
}

/** A file's text; empty where there is none. */
export function getText(path) {
  return busyUntil(fetch(path, { credentials: "omit" }).then((answer) => (answer.ok ? answer.text() : "")));
}

/** @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] */
export function postJson(path, body = {}, signal = undefined) {
  return ask(path, {
    method: "POST", signal, headers: { "content-type": "application/json" }, body: JSON.stringify(body),
  });
}

/** Send a file's text as it is, such as YAML. */
export function postText(path, text, type = "application/yaml") {
  return ask(path, { method: "POST", headers: { "content-type": type }, body: text });
}
