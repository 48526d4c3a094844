// The worlds behind a verdict: a table of some on either side, each with its replay.

import { getJson } from "./api.js";
import { busy, ready } from "./controls.js";
import { el, name, problemsList } from "./say.js";
import { replayLink } from "./worlds.js";

/** A part of the page that asks for the worlds when it is opened. */
export function claimWorlds(study, path, claim) {
  if (claim.line.share === null) return null;
  const place = el("div", { "aria-live": "polite" });
  let asked = false;
  const open = async (event) => {
    if (!event.currentTarget.open || asked) return;
    asked = true;
    busy(place, "Looking at the worlds…");
    try {
      const found = await getJson(`${path}/claims/${encodeURIComponent(claim.line.claim)}/worlds`);
      ready(place, worldsOf(study, claim, found));
    } catch (error) {
      asked = false;
      ready(place, problemsList(error.problems ?? [], "The worlds cannot be shown"));
    }
  };
  return el("details", { class: "behind", ontoggle: open }, el("summary", {}, "The worlds behind it"), place);
}

function worldsOf(study, claim, found) {
  const sides = [[true, "Where it holds"], [false, "Where it fails"]];
  const shorter = claim.months !== null && claim.months !== claim.study_months
    ? el("p", {}, `The claim's runs have ${claim.months} months, the study's ${claim.study_months}: a replay shows the study's.`) : null;
  return el("div", {}, el("p", { class: "sentence" }, found.sentence), shorter,
    replayNote(claim), sides.map(([holds, title]) => side(study, claim, found, holds, title)),
    el("p", { class: "soft" }, found.inputs.length
      ? "Low, middle and high are thirds of an input's prior. \"Clearest\" worlds have the widest margin; \"closest to turning\" the smallest."
      : "No input stands out as what decides it."));
}

/** Which strategies a replay shows, and whether they are what the claim compares. */
function replayNote(claim) {
  const others = claim.arms.filter((one) => !one.exact);
  if (!claim.arms.length) return null;
  if (!others.length) return el("p", {}, "The claim compares strategies of this study: the map replays exactly what was tried.");
  return el("p", { class: "changed" }, el("strong", {}, "Mind: "),
    `${others.length === claim.arms.length ? "None" : "Not all"} of what the claim compares is a strategy of this study. `
    + "The map replays the nearest that is, in the same world with the same luck; so a replay shows the world, not the claim's own runs.");
}

function side(study, claim, found, holds, title) {
  const worlds = found.worlds.filter((one) => one.holds === holds);
  if (!worlds.length) return el("p", {}, `${title}: no world.`);
  const heads = ["World", "Kind", "Of its runs", ...found.inputs.map((one) => one.input), "Replay"];
  const titles = Object.fromEntries(found.inputs.map((one) => [one.input, `${one.meaning}${one.unit ? ` (${one.unit})` : ""}`]));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    el("table", {}, el("caption", {}, `${title}. ${found.inputs.map((one) => `${one.input}: ${titles[one.input]}`).join("; ")}`),
      el("thead", {}, el("tr", {}, heads.map((text) => el("th", { scope: "col" }, name(text))))),
      el("tbody", {}, worlds.map((one) => el("tr", {}, el("th", { scope: "row" }, one.world), el("td", {}, one.kind),
        el("td", { class: "number" }, `${Math.round(100 * one.runs)}%`),
        one.values.map((value) => el("td", {}, `${value.text} (${value.level})`)),
        el("td", {}, links(study, claim, one)))))));
}

/** A link for each strategy that stands for a plan of the claim; alike ones once. */
function links(study, claim, world) {
  const shown = new Map(claim.arms.map((one) => [one.strategy, one]));
  return [...shown.values()].flatMap((one, i) => [i ? ", " : null,
    el("a", { href: replayLink(study, one.strategy, world.world, world.replicate),
      "aria-label": `Replay world ${world.world} under ${one.strategy_label}, with why` }, name(one.strategy_label))]);
}
