// One claim in full.

import { verdictBadge } from "./claims-ledger.js";
import { claimWorlds } from "./claims-worlds.js";
import { ready } from "./controls.js";
import { el, name } from "./say.js";
import { replayLink } from "./worlds.js";

/** @param {HTMLElement} place @param {string} study @param {string} path @param {object} found as /claims/{claim} gives it */
export async function showClaim(place, study, path, found) {
  const { line } = found;
  ready(place, el("h3", {}, name(`${line.claim}. ${line.wording}`)),
    el("p", { class: "facts" }, verdictBadge(line.verdict), el("span", {}, line.standing_in_words)),
    part("What came of it", found.verdict, true),
    part("When it fares otherwise", [found.fails, ...found.boundaries]),
    nearest(study, found),
    part("The record", found.record.map((text) => capital(text.replace(/^The record: /, "")))),
    tried(found),
    arms(found),
    part("What the model cannot say", [found.model_limits]),
    part("What would change it", [found.evidence.replace(/^What would change it: /, "")]),
    claimWorlds(study, path, found),
    el("p", {}, el("button", { type: "button", onclick: () => document.getElementById("claim-list")?.scrollIntoView() }, "Back to the list")));
}

function part(title, texts, big = false) {
  const said = texts.filter(Boolean);
  if (!said.length) return null;
  return el("div", {}, el("h4", {}, title), said.map((text, i) => el("p", { class: big && i < 2 ? "sentence" : null }, name(text))));
}

/** The test in words, where it stands in the article, by which mechanism. */
function tried(found) {
  const rows = [["In the article", found.article], ["By which mechanism", found.mechanism],
    ["Tried by", found.test && found.months ? `Over ${found.months} months: ${found.test}` : ""], ["Tolerance", found.tolerance]];
  return el("div", {}, el("h4", {}, "What is claimed, and how it is tried"),
    el("dl", {}, rows.filter(([, text]) => text).flatMap(([title, text]) => [el("dt", {}, title), el("dd", {}, name(text))])));
}

function arms(found) {
  if (found.arms_problem) return el("p", { class: "changed" }, found.arms_problem);
  if (!found.arms.length) return null;
  return el("div", {}, el("h4", {}, "What it compares"), el("ul", {}, found.arms.map((one) => el("li", {},
    el("strong", {}, name(one.label)), ": ", name(one.text), ". ", el("span", { class: "soft" }, name(one.said))))));
}

function nearest(study, found) {
  if (!found.nearest) return null;
  const arm = found.arms[0];
  const link = arm && found.nearest_world
    ? el("p", {}, el("a", { href: replayLink(study, arm.strategy, found.nearest_world.world, 0, found.arms[1]?.strategy ?? "") },
      `Replay world ${found.nearest_world.world} on the map, with why`)) : null;
  return el("div", {}, el("h4", {}, "The nearest world in which it turns"), el("p", {}, name(found.nearest)), link);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
