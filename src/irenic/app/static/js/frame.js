// What every view has: the case and study that are shown, links that keep them, and the job bar.

import { getJson } from "./api.js";
import { listen, startJob } from "./jobs.js";
import { el, fill, problemsList } from "./say.js";
import { caseKey, get, link, linkTo, onChange, set } from "./state.js";

const picker = /** @type {HTMLSelectElement} */ (document.getElementById("study-picker"));
const facts = document.getElementById("study-facts");
const version = document.documentElement.dataset.version;
const unfinished = /** @type {HTMLDetailsElement} */ (document.getElementById("unfinished"));

/** Show what was refused at the head of the page. */
export function showProblems(error) {
  const place = document.getElementById("problems");
  if (!error) return fill(place);
  if (error.name === "AbortError") return place;
  if (!error.problems) console.error(error);
  const fault = { code: "page_fault", file: "this page", line: null, path: "", given: String(error.message ?? error),
    expected: "a result", hint: "This is a fault of irenic; please report it.", severity: "error" };
  return fill(place, problemsList(error.problems ?? [fault]));
}

let asked = null;
/** Finished studies as last heard of, and the names of those that jobs work on. */
let known = [];
let busy = new Set();

/** Studies of the case that is shown, newest first; also fills the picker. Asked once, or `again`. */
export function studies({ again = false } = {}) {
  if (!asked || again) asked = listed();
  return asked;
}

async function listed() {
  const found = await getJson("/api/studies", { case: caseKey() });
  known = found;
  document.getElementById("study-label").hidden = found.length === 0;
  const wanted = get("study");
  fill(picker, found.map((one) => el("option", { value: one.study, selected: one.study === wanted },
    `${one.worlds.toLocaleString("en")} worlds × ${one.replicates}, seed ${one.seed}, `
    + `${one.strategies.length} strategies (${one.study.slice(-8)})`)));
  describe();
  return found;
}

/** The study that is shown: the one in the address, else the newest; null where there is none. */
export async function study() {
  const found = await studies();
  return found.find((one) => one.study === get("study")) ?? found[0] ?? null;
}

function describe() {
  const one = known.find((each) => each.study === get("study")) ?? known[0];
  if (one) picker.value = one.study;
  facts.textContent = one
    ? `${one.worlds.toLocaleString("en")} worlds × ${one.replicates} draws of luck × ${one.months} months, `
      + `seed ${one.seed}${one.irenic === version ? "" : `, made by irenic ${one.irenic}`}`
    : "No study of this case yet";
}

/** Studies of the case that were interrupted, each with a way to go on; not those that a job works on. */
async function listUnfinished() {
  const found = await getJson("/api/studies", { case: caseKey(), unfinished: true });
  const idle = found.filter((one) => !busy.has(one.study));
  unfinished.hidden = idle.length === 0;
  fill(unfinished.querySelector("summary"), idle.length === 1 ? "1 unfinished study" : `${idle.length} unfinished studies`);
  fill(unfinished.querySelector("ul"), idle.map((one) => {
    const words = `${one.strategies.length} strategies in ${one.worlds.toLocaleString("en")} worlds × ${one.replicates}, `
      + `seed ${one.seed}: ${one.parts_done} of ${one.parts} parts stored (${one.study.slice(-8)})`;
    return el("li", {}, el("span", {}, words), " ",
      el("button", { type: "button", "aria-label": `Go on: ${words}`, onclick: () => goOn(one.study) }, "Go on"));
  }));
}

async function goOn(key) {
  busy.add(key);
  unfinished.open = false;
  try {
    const done = await startJob(`/api/studies/${encodeURIComponent(key)}/resume`);
    if (done) set({ study: key });
  } catch (error) {
    showProblems(error);
  }
}

/** A study ended or began: what can be opened, and what can be gone on with, are others now. */
function followStudies(event) {
  const under = event.detail.filter((job) => job.study && (job.state === "waiting" || job.state === "running"));
  const now = new Set(under.map((job) => job.study));
  if (now.size === busy.size && [...now].every((key) => busy.has(key))) return;
  busy = now;
  Promise.all([studies({ again: true }), listUnfinished()]).catch(showProblems);
}

function keepInLinks() {
  for (const anchor of document.querySelectorAll("a[data-keep]")) {
    const path = anchor.getAttribute("href").split("?")[0];
    anchor.setAttribute("href", linkTo(path));
  }
}

picker?.addEventListener("change", () => set({ study: picker.value }));
document.getElementById("case-picker")?.addEventListener("change", (event) => {
  location.search = `?case=${encodeURIComponent(event.target.value)}`;
});
document.getElementById("link")?.addEventListener("click", async (event) => {
  const button = event.currentTarget;
  await navigator.clipboard.writeText(link()).then(() => "Copied", () => "Copy it from the address bar")
    .then((text) => { button.textContent = text; });
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
});
onChange(keepInLinks);
onChange(describe);
document.addEventListener("irenic-jobs", followStudies);
keepInLinks();
listen();
studies().catch(showProblems);
listUnfinished().catch(showProblems);
