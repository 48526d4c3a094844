// What every view has: the case and study that are shown, links that keep them, and the job bar.

import { getJson } from "./api.js";
import { listen } from "./jobs.js";
import { el, fill, problemsList } from "./say.js";
import { caseKey, get, link, linkTo, onChange, set } from "./state.js";

const picker = /** @type {HTMLSelectElement} */ (document.getElementById("study-picker"));
const facts = document.getElementById("study-facts");

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

/** Studies of the case that is shown, newest first; also fills the picker. Asked once, or `again`. */
export function studies({ again = false } = {}) {
  if (!asked || again) asked = listed();
  return asked;
}

async function listed() {
  const found = await getJson("/api/studies", { case: caseKey() });
  document.getElementById("study-label").hidden = found.length === 0;
  const wanted = get("study");
  fill(picker, found.map((one) => el("option", { value: one.study, selected: one.study === wanted },
    `${one.worlds.toLocaleString("en")} worlds × ${one.replicates}, seed ${one.seed}, `
    + `${one.strategies.length} strategies (${one.study.slice(-8)})`)));
  describe(found.find((one) => one.study === wanted) ?? found[0]);
  return found;
}

/** The study that is shown: the one in the address, else the newest; null where there is none. */
export async function study() {
  const found = await studies();
  return found.find((one) => one.study === get("study")) ?? found[0] ?? null;
}

function describe(one) {
  facts.textContent = one
    ? `${one.worlds.toLocaleString("en")} worlds × ${one.replicates} draws of luck × ${one.months} months, `
      + `seed ${one.seed}, irenic ${one.irenic}`
    : "No study of this case yet";
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
keepInLinks();
listen();
studies().catch(showProblems);
