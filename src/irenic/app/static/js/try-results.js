// What came of a trial: the guess beside it, what changed in words, two fans, before and after.

import { drawFigure } from "./figures.js";
import { el, fill, name, table } from "./say.js";
import { linkTo } from "./state.js";

const by = (id) => document.getElementById(id);
const PLACES = ["fan-1", "fan-2"];
const WORDS = { better: "▲ better", worse: "▼ worse", mixed: "◆ mixed", different: "◇ different",
  "hardly any change": "≈ hardly any change", "no clear change": "≈ no clear change" };

/** Draw what came of a trial. @param {object} trial @returns {Promise<void>} once both charts stand */
export async function showTrial(trial) {
  const compared = trial.plan !== null;
  by("changed").hidden = trial.sentences.length < 2;
  by("outcomes").hidden = !compared;
  fill(by("guessed"), trial.guess.length ? guessed(trial.guess) : null);
  fill(by("summary"), trial.sentences.slice(0, 1));
  fill(by("sentences"), trial.sentences.slice(1).map((text) => el("p", { class: kind(text) }, name(text))));
  fill(by("notes"), trial.notes.map((text) => el("p", { class: "hint" }, name(text))));
  fill(by("outcomes-table"), compared ? outcomes(trial) : null);
  await Promise.all(trial.figures.map((figure, i) => chart(by(PLACES[i]), figure)));
}

function guessed(lines) {
  return el("div", { class: "guessed" }, el("p", { class: "sentence" }, name(lines[0])),
    lines.slice(1).map((text) => el("p", { class: "hint" }, name(text))));
}

function kind(text) {
  return text.startsWith("Worse") || text.startsWith("Mixed") ? "worse" : text.startsWith("Better") ? "better" : null;
}

/** The table under a chart stays open where it was. */
async function chart(place, figure) {
  const open = place.querySelector("details")?.open;
  const drawn = drawFigure(place, figure);
  if (open) place.querySelector("details").open = true;
  await drawn;
}

function outcomes(trial) {
  const { columns, rows, caption } = trial.table;
  const words = rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? WORDS[cell] ?? cell : cell)));
  const found = el("div", {}, table(columns, words, "Headline outcomes"), el("p", { class: "hint" }, caption));
  found.querySelectorAll("tbody tr").forEach((row, i) => row.classList.add(trial.odds[i].standing));
  return found;
}

/** Size and origin of what is shown, in words. */
export function sizeOf(trial) {
  const runs = trial.replicates > 1 ? `${trial.worlds.toLocaleString("en")} worlds × ${trial.replicates}` : `${trial.worlds.toLocaleString("en")} worlds`;
  return `${runs}, ${trial.months} months, seed ${trial.seed}`;
}

/** Say that a trial was refined, and where else its study can be opened. */
export function showRefined(study) {
  fill(by("refined"), study ? ["Refined and kept. Open it in ", el("a", { href: linkTo("/compare", { study }) }, "Compare"),
    " or on the ", el("a", { href: linkTo("/map", { study }) }, "Map"), "."] : null);
}
