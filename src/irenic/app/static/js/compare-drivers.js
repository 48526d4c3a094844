// Which uncertainties drive an outcome, and who is best on it.

import { getJson } from "./api.js";
import { chosen, outcomeOptions, strategyOptions } from "./compare-pairs.js";
import { busy, menu, newestOnly, ready, whenSeen } from "./controls.js";
import { drawFigure } from "./figures.js";
import { el, fill, problemsList } from "./say.js";
import { set } from "./state.js";

const ALL = "";

/** @param {HTMLElement} place @param {object} comparison */
export function showDrivers(place, comparison) {
  const outcomes = [{ value: "score", text: "Overall score, families alike" }, ...outcomeOptions(comparison)];
  const strategies = [{ value: ALL, text: "All strategies" }, ...strategyOptions(comparison)];
  const result = el("div", { class: "columns", "aria-live": "polite" });
  const once = newestOnly();
  const now = () => ({ outcome: chosen("driven", outcomes, "score"), first: chosen("one", strategies, ALL),
    second: chosen("other", strategies.slice(1), comparison.baseline) });
  const draw = () => once(async (signal) => {
    const { outcome, first, second } = now();
    const strategy = first ? [...new Set([first, second].filter(Boolean))] : [];
    const path = `/api/studies/${encodeURIComponent(comparison.study)}/figures/drivers`;
    busy(result, "Looking at every uncertainty…");
    const found = await getJson(path, { outcome, strategy }, signal);
    return drawn(result, found);
  }).catch((error) => ready(result, problemsList(error.problems ?? [], "This cannot be told")));
  const menus = el("div", { class: "controls" });
  const pick = (key) => (value) => {
    set({ [key]: value });
    fillMenus();
    menus.querySelectorAll("select")[["driven", "one", "other"].indexOf(key)]?.focus();
    draw();
  };
  const fillMenus = () => {
    const { outcome, first, second } = now();
    fill(menus, menu("Of what", outcomes, outcome, pick("driven")), menu("Under", strategies, first, pick("one")),
      first ? menu("Compared with", strategies.slice(1), second, pick("other")) : null);
  };
  fillMenus();
  fill(place, el("p", {}, "From the study's own worlds: how much of the spread between runs each uncertain input explains by itself."),
    menus, result);
  return whenSeen(place, draw);
}

async function drawn(result, found) {
  const places = found.map((one) => el("div", { class: "driver" },
    one.figure ? null : el("h3", {}, one.title), el("div", { class: "chart-place" }),
    one.sentences.map((text) => el("p", {}, text))));
  ready(result, places);
  for (const [i, one] of found.entries()) {
    if (one.figure) await drawFigure(places[i].querySelector(".chart-place"), one.figure);
  }
}
