// The menus of the map: which run, what of it.

import { el, fill } from "./say.js";
import { get, set } from "./state.js";

const by = (id) => /** @type {any} */ (document.getElementById(id));
const WAYS = ["median", "worst", "random"];

/** The state of the menus, from the address. */
export function wanted() {
  const world = get("world", "median");
  return {
    strategy: get("strategy"), against: get("against"), world, by: WAYS.includes(world) && world !== "random" ? get("by") : "",
    replicate: get("replicate"), measure: get("measure", "holder"), district: get("district"),
  };
}

/** What can be shown, as a menu. */
export function fillMeasures(measures) {
  const now = get("measure", "holder");
  fill(by("measure"), measures.map((one) => el("option", { value: one.id, selected: one.id === now, title: one.meaning },
    one.label)));
}

/** The districts, as a menu: the way to choose one without a pointer. */
export function fillDistricts(districts) {
  const now = get("district");
  const sorted = [...districts].sort((a, b) => a.name.localeCompare(b.name));
  fill(by("district"), el("option", { value: "" }, "None chosen"), sorted.map((one) =>
    el("option", { value: one.id, selected: one.id === now }, one.local ? `${one.name} \u2068${one.local}\u2069` : one.name)));
}

/** The menus of a run's study. */
export function fillRun(run, study) {
  fill(by("strategy"), run.strategies.map((one) =>
    el("option", { value: one.name, selected: one.name === run.strategy }, one.label)));
  fill(by("against"), el("option", { value: "" }, "No second map"), run.strategies.filter((one) => one.name !== run.strategy)
    .map((one) => el("option", { value: one.name, selected: one.name === get("against") }, one.label)));
  fillOutcomes(run.outcomes);
  by("number").max = String(study.worlds - 1);
  for (const id of ["strategy", "against", "world", "by"]) by(id).disabled = false;
  showWorld();
}

function fillOutcomes(outcomes) {
  const worst = get("world", "median") === "worst";
  const menu = (label, rows) => (rows.length ? [el("optgroup", { label }, rows.map((one) =>
    el("option", { value: one.id, selected: one.id === get("by") }, one.label)))] : []);
  const known = outcomes.filter((one) => !worst || one.direction !== "none");
  fill(by("by"), el("option", { value: "" }, "All headline outcomes"), menu("Headline", known.filter((one) => one.headline)),
    menu("Others", known.filter((one) => !one.headline)));
}

function showWorld() {
  const world = get("world", "median");
  const numbered = !WAYS.includes(world);
  by("world").value = numbered ? "number" : world;
  by("number-label").hidden = !numbered;
  by("by-label").hidden = numbered || world === "random";
  if (numbered && document.activeElement !== by("number")) by("number").value = world;
}

/** Let the menus change the address. */
export function listenToMenus(current) {
  by("map-controls").addEventListener("submit", (event) => event.preventDefault());
  by("strategy").addEventListener("change", () => {
    const chosen = by("strategy").value;
    set({ strategy: chosen, against: get("against") === chosen ? "" : get("against"), why: "" });
  });
  by("against").addEventListener("change", () => set({ against: by("against").value }));
  by("world").addEventListener("change", () => {
    const chosen = by("world").value;
    const same = chosen === "number" ? { world: current()?.world ?? 0, replicate: current()?.replicate ?? 0 } : { world: chosen };
    set({ by: "", replicate: "", why: "", ...same });
    if (current()) fillOutcomes(current().outcomes);
    showWorld();
  });
  by("number").addEventListener("change", () => {
    const number = by("number");
    const value = Math.max(0, Math.min(Number(number.max || 0), Math.round(Number(number.value) || 0)));
    number.value = String(value);
    set({ world: value, replicate: "", by: "", why: "" });
  });
  by("by").addEventListener("change", () => set({ by: by("by").value, replicate: "", why: "" }));
  by("measure").addEventListener("change", () => set({ measure: by("measure").value }));
  by("district").addEventListener("change", () => set({ district: by("district").value, why: "" }));
}
