// What a search found: boxes of worlds in words, their limits, and worlds to look at.

import { ready } from "./controls.js";
import { drawFigure } from "./figures.js";
import { el, table } from "./say.js";
import { worldList } from "./worlds.js";

/** @param {HTMLElement} place @param {string} study @param {object} found as /discoveries gives it */
export async function showDiscovery(place, study, found) {
  const figure = el("div", { class: "wide" });
  ready(place, el("h3", {}, `In which worlds is it so that ${found.words}?`),
    el("p", { class: "sentence" }, found.base),
    found.found ? null : nothing(found),
    found.boxes.map((box, i) => boxPanel(box, i, study, found.arms)),
    found.outside ? el("p", {}, found.outside) : null,
    figure,
    found.found ? null : anyWorlds(study, found));
  if (found.figure) await drawFigure(figure, found.figure);
}

function nothing(found) {
  if (!found.nothing) return null;
  return el("p", {}, el("strong", {}, "No set of inputs singles these worlds out better than chance. "), found.nothing);
}

function boxPanel(box, i, study, arms) {
  const rows = box.limits.map((one) => [one.input, one.meaning, one.limit, one.unit, one.kept]);
  return el("section", { class: "panel box", "aria-label": `Box ${i + 1}` },
    el("p", { class: "sentence" }, box.sentence), el("p", {}, box.detail),
    el("details", {}, el("summary", {}, "Limits and evidence"),
      table(["Input", "Meaning", "Limit", "Unit", "Of its prior"], rows, "Limits of the box"), el("p", {}, box.evidence)),
    box.worlds.length ? el("div", {}, el("h4", {}, "Worlds of this box in which it is so, to be looked at on the map"),
      worldList(study, arms, box.worlds)) : null);
}

function anyWorlds(study, found) {
  if (!found.worlds.length) return null;
  return el("div", {}, el("h4", {}, "Some worlds in which it is so, to be looked at on the map"),
    worldList(study, found.arms, found.worlds));
}
