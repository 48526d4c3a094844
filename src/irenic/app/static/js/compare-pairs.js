// Paired differences on one outcome, and one series month by month.

import { getJson } from "./api.js";
import { menu, newestOnly, whenSeen } from "./controls.js";
import { drawFigure } from "./figures.js";
import { showProblems } from "./frame.js";
import { el, fill } from "./say.js";
import { get, set } from "./state.js";

const MOST = 4;
const MOST_WORLDS = 6;

/** Outcomes as options of a menu, headlines first. */
export function outcomeOptions(comparison) {
  const ranked = comparison.outcomes.filter((one) => one.direction !== "none");
  return [...ranked.filter((one) => one.headline), ...ranked.filter((one) => !one.headline)]
    .map((one) => ({ value: one.outcome, text: one.label, group: one.headline ? "Headline outcomes" : "More outcomes" }));
}

/** Strategies as options of a menu. */
export function strategyOptions(comparison) {
  return comparison.strategies.map((one) => ({ value: one.strategy, text: one.label }));
}

/** One of the options, by what the address says. */
export function chosen(key, options, otherwise) {
  const asked = get(key);
  return options.some((one) => one.value === asked) ? asked : otherwise;
}

/** Paired differences from a baseline. */
export async function showDifferences(place, comparison) {
  if (comparison.strategies.length < 2) {
    return fill(place, el("p", {}, "One strategy alone: there is nothing to compare it with."));
  }
  const outcomes = outcomeOptions(comparison);
  const strategies = strategyOptions(comparison);
  if (!outcomes.length) return fill(place, el("p", {}, "No outcome of this study has a better and a worse."));
  const figure = el("div", { class: "wide" });
  const once = newestOnly();
  const now = () => ({
    outcome: chosen("outcome", outcomes, outcomes[0].value),
    baseline: chosen("against", strategies, comparison.baseline),
  });
  const draw = () => once(async (signal) => {
    const path = `/api/studies/${encodeURIComponent(comparison.study)}/figures/differences`;
    await drawFigure(figure, await getJson(path, now(), signal));
  }).catch(showProblems);
  const pick = (key) => (value) => {
    set({ [key]: value });
    draw();
  };
  fill(place, el("div", { class: "controls" }, menu("Outcome", outcomes, now().outcome, pick("outcome")),
    menu("Baseline", strategies, now().baseline, pick("against"))), figure);
  return draw();
}

/** Strategies shown in the fan chart: those in the address, else the baseline and the one that leads. */
function shownStrategies(comparison) {
  const known = comparison.strategies.map((one) => one.strategy);
  const asked = get("shown").split(",").filter((one) => known.includes(one)).slice(0, MOST);
  if (asked.length) return asked;
  const lead = comparison.order.find((one) => one.strategy !== comparison.baseline)?.strategy;
  return [comparison.baseline, lead].filter(Boolean);
}

function shownWorlds(comparison) {
  return get("worlds").split(",").filter((text) => /^\d+$/.test(text)).map(Number)
    .filter((world) => world < comparison.worlds).slice(0, MOST_WORLDS);
}

/** A fan of one series, with single worlds on demand. */
export function showFan(place, comparison) {
  if (!comparison.series.length) return fill(place, el("p", {}, "This study kept no monthly series."));
  const series = comparison.series.map((one) => ({ value: one.series, text: one.label }));
  const first = series.find((one) => one.value === "deaths") ?? series[0];
  const figure = el("div", { class: "wide" });
  const lines = el("p", { class: "lines", "aria-live": "polite" });
  const once = newestOnly();
  const draw = () => once(async (signal) => {
    tellWorlds(lines, comparison, change);
    const query = { series: chosen("series", series, first.value), strategy: shownStrategies(comparison),
      world: shownWorlds(comparison) };
    const path = `/api/studies/${encodeURIComponent(comparison.study)}/figures/fan`;
    await drawFigure(figure, await getJson(path, query, signal));
  }).catch(showProblems);
  const change = (changes) => {
    set(changes);
    draw();
  };
  fill(place, el("div", { class: "controls" },
    menu("What", series, chosen("series", series, first.value), (value) => change({ series: value })),
    strategyBoxes(comparison, change), worldPicker(comparison, change)), lines, figure);
  return whenSeen(place, draw);
}

/** Boxes to tick, at most a few at once: more bands would hide each other. */
function strategyBoxes(comparison, change) {
  const on = new Set(shownStrategies(comparison));
  const boxes = comparison.strategies.map((one) => el("label", { class: "tick" }, el("input", {
    type: "checkbox", value: one.strategy, checked: on.has(one.strategy), onchange: (event) => {
      if (event.target.checked) on.add(one.strategy);
      else on.delete(one.strategy);
      limit();
      change({ shown: [...on].join(",") });
    } }), el("bdi", {}, one.label)));
  const limit = () => {
    for (const label of boxes) {
      const box = label.querySelector("input");
      box.disabled = (!box.checked && on.size >= MOST) || (box.checked && on.size === 1);
    }
  };
  limit();
  return el("fieldset", { class: "ticks" }, el("legend", {}, `Strategies (up to ${MOST})`), boxes);
}

/** A number, and a world by chance. */
function worldPicker(comparison, change) {
  const number = el("input", { type: "number", id: "one-world", min: 0, max: comparison.worlds - 1, step: 1, value: "0" });
  const add = (world) => {
    const others = shownWorlds(comparison).filter((one) => one !== world);
    change({ worlds: [...others, world].slice(-MOST_WORLDS).join(",") });
  };
  return el("div", { class: "control" }, el("label", { for: "one-world" }, `Single worlds (0 to ${comparison.worlds - 1})`),
    el("span", { class: "row" }, number,
      el("button", { type: "button", onclick: () => number.reportValidity() && number.value !== "" && add(Number(number.value)) }, "Add"),
      el("button", { type: "button", onclick: () => add(Math.floor(Math.random() * comparison.worlds)) }, "One by chance")));
}

function tellWorlds(place, comparison, change) {
  const worlds = shownWorlds(comparison);
  if (!worlds.length) return fill(place);
  return fill(place, `Lines: world${worlds.length > 1 ? "s" : ""} ${worlds.join(", ")}. `,
    el("button", { type: "button", onclick: () => change({ worlds: "" }) }, "Take lines away"));
}
