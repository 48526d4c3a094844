// Work under way: a bar at the foot of every view, with progress and a way to end it.

import { LOST, postJson } from "./api.js";
import { el, fill, problemsList } from "./say.js";

const bar = document.getElementById("jobs");
const waiting = new Map();
const dismissed = new Set();
let latest = [];

/**
 * Start a job and wait for its end.
 * @param {string} path @param {unknown} body
 * @returns {Promise<object|null>} its result; null where it was cancelled
 */
export async function startJob(path, body = {}) {
  const job = await postJson(path, body);
  return new Promise((resolve, reject) => {
    waiting.set(job.id, { resolve, reject });
    settle(latest);
  });
}

/** Jobs as last heard of, newest first. */
export function jobs() {
  return latest;
}

function settle(found) {
  forget(found);
  for (const job of found) {
    const promise = waiting.get(job.id);
    if (!promise) continue;
    promise.seen = true;
    if (job.state === "waiting" || job.state === "running") continue;
    waiting.delete(job.id);
    if (job.state === "failed") promise.reject(Object.assign(new Error(job.title), { problems: job.problems }));
    else promise.resolve(job.state === "done" ? job.result : null);
  }
}

/** A job that was there and is gone: the server was started again. */
function forget(found) {
  for (const [id, promise] of waiting) {
    if (!promise.seen || found.some((job) => job.id === id)) continue;
    waiting.delete(id);
    promise.reject(Object.assign(new Error("lost"), { problems: [{ ...LOST, path: "the job" }] }));
  }
}

function row(job) {
  const under = job.state === "running" || job.state === "waiting";
  const share = job.total ? Math.floor((100 * job.done) / job.total) : null;
  const progress = under && el("progress", { max: job.total || null, value: job.total ? job.done : null,
    "aria-label": `Progress of: ${job.title}` });
  const words = { waiting: "waiting", running: share === null ? job.note || "running" : `${share}% ${job.note}`,
    done: "done", failed: "failed", cancelled: "ended; what was finished is kept" }[job.state];
  const cancel = () => postJson(`/api/jobs/${job.id}/cancel`).catch(() => {}); // if lost, the bar will show it
  const away = () => { dismissed.add(job.id); show(latest); };
  return el("div", { class: `job ${job.state}`, data: { job: job.id, state: job.state } },
    el("span", {}, el("bdi", {}, job.title)), progress || null, el("span", { class: "state" }, words),
    under ? el("button", { type: "button", onclick: cancel, "aria-label": `Cancel: ${job.title}` }, "Cancel")
      : el("button", { type: "button", onclick: away, "aria-label": `Dismiss: ${job.title}` }, "Dismiss"),
    job.problems.length ? problemsList(job.problems, "It failed") : null);
}

function show(found) {
  latest = found;
  settle(found);
  const under = found.filter((job) => !dismissed.has(job.id));
  const last = under.filter((job) => job.state === "running" || job.state === "waiting" || job.state === "failed");
  const ended = under.find((job) => job.state === "done" || job.state === "cancelled");
  const rows = [...last, ...(ended ? [ended] : [])].slice(0, 4);
  bar.hidden = rows.length === 0;
  const focused = document.activeElement?.getAttribute?.("aria-label");
  fill(bar, rows.map(row));
  if (focused) [...bar.querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === focused)?.focus();
  document.dispatchEvent(new CustomEvent("irenic-jobs", { detail: found }));
}

/**
 * Listen to the server's jobs from now on, while the page is seen: a browser keeps few connections to one
 * server, and a row of hidden pages would use them up.
 */
export function listen() {
  let source = null;
  const follow = () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/api/jobs/stream");
      source.onmessage = (event) => show(JSON.parse(event.data));
    }
  };
  document.addEventListener("visibilitychange", follow);
  follow();
}
