// The model against the record: the kept back-test with its first line said plainly, or a way to make one.

import { getJson } from "./api.js";
import { ready } from "./controls.js";
import { drawFigure } from "./figures.js";
import { showProblems } from "./frame.js";
import { startJob } from "./jobs.js";
import { el, name } from "./say.js";

/** @param {HTMLElement} place @param {string} path of the study in the interface */
export async function showBackTest(place, path) {
  const found = await getJson(`${path}/backtest`);
  if (found.state === "no_record") return ready(place, el("p", {}, found.said));
  if (found.state === "none") return ready(place, el("p", { class: "sentence" }, found.said), starter(path, found, "Try it against the record"));
  const figures = found.figures.map(() => el("div", {}));
  ready(place, el("p", { class: "sentence" }, name(found.said)),
    el("ul", { class: "answer" }, found.further.map((text) => el("li", {}, name(text)))),
    el("p", {}, "CRPS is how far a forecast as a whole lies from what was counted, in deaths; less is better. Conflictology draws from "
      + "the last twelve months' counts: hard to beat, and it knows nothing of strategies."),
    el("div", { class: "columns" }, figures),
    el("details", {}, el("summary", {}, "What to know about it"), el("ul", {}, found.notes.map((text) => el("li", {}, name(text))))));
  for (const [i, figure] of found.figures.entries()) await drawFigure(figures[i], figure);
  return place;
}

function starter(path, found, text) {
  const status = el("p", { "aria-live": "polite" });
  const button = el("button", { type: "button", onclick: start }, text);
  async function start() {
    button.disabled = true;
    status.textContent = "Under way: see the bar at the foot of the page.";
    try {
      const done = await startJob(`${path}/backtest`);
      status.textContent = done ? "" : "It was ended.";
    } catch (error) {
      status.textContent = "";
      showProblems(error);
    } finally {
      button.disabled = false;
    }
  }
  return el("div", {}, el("p", {}, `256 worlds from the priors, with what outsiders did: ${found.estimate}.`), el("p", {}, button), status);
}
