// How the order changes with what is valued, and who loses.

import { getJson } from "./api.js";
import { debounced, newestOnly } from "./controls.js";
import { showProblems } from "./frame.js";
import { el, fill, name } from "./say.js";
import { get, set } from "./state.js";

const HIGHEST = 10;
const ABOUT = {
  security: "the extremist group's strength and ground", harm: "deaths of civilians, flight",
  politics: "acceptance, settlement, institutions", cost: "money and political cost",
};

function given(comparison) {
  const found = {};
  for (const family of comparison.families) {
    const text = get(family);
    const value = Number(text);
    if (text !== "" && Number.isFinite(value)) found[family] = Math.min(Math.max(value, 0), HIGHEST);
  }
  return Object.keys(found).length ? found : null;
}

/** Four sliders and the order under them. */
export async function showWeights(place, comparison) {
  const said = el("p", { class: "sentence", "aria-live": "polite" });
  const rows = el("div", { class: "wide" });
  const sliders = el("div", { class: "sliders" });
  const once = newestOnly();
  const draw = () => once(async (signal) => {
    const weights = given(comparison);
    if (weights && Object.values(weights).every((weight) => weight === 0)) {
      return fill(said, "At least one weight must be above zero.");
    }
    const path = `/api/studies/${encodeURIComponent(comparison.study)}/comparison`;
    const found = weights ? await getJson(path, weights, signal) : comparison;
    fill(said, found.order_in_words);
    return fill(rows, orderTable(found));
  }).catch(showProblems);
  const later = debounced(draw, 150);
  const fillSliders = () => fill(sliders, comparison.families.map((family) => slider(family, comparison, later)));
  const reset = () => {
    set(Object.fromEntries(comparison.families.map((family) => [family, ""])));
    fillSliders();
    draw();
  };
  fillSliders();
  fill(place, el("p", {}, "By default no weights are chosen: the order is averaged over all of them. Here you can try "
    + "your own."), sliders,
  el("p", {}, el("button", { type: "button", onclick: reset }, "Back to all weightings")), said, rows);
  return draw();
}

function slider(family, comparison, later) {
  const id = `weight-${family}`;
  const weights = given(comparison);
  const value = weights ? weights[family] ?? 0 : 1;
  const shown = el("output", { for: id }, weights ? String(value) : "–");
  const move = (event) => {
    const before = given(comparison) ?? Object.fromEntries(comparison.families.map((one) => [one, 1]));
    const all = Object.fromEntries(comparison.families.map((one) => [one, before[one] ?? 0]));
    set({ ...all, [family]: event.target.value });
    for (const other of event.target.closest(".sliders").querySelectorAll("input")) {
      other.nextElementSibling.textContent = other.value;
    }
    later();
  };
  return el("div", { class: "slider" }, el("label", { for: id }, el("strong", {}, family), ABOUT[family] ? `: ${ABOUT[family]}` : ""),
    el("input", { id, type: "range", min: 0, max: HIGHEST, step: 1, value: String(value), oninput: move }), shown);
}

function orderTable(found) {
  const weighted = found.weights !== null;
  const heads = weighted ? ["Place", "Strategy", "Mean regret (sd)", "Over all weightings"] : ["Place", "Strategy", "Mean regret (sd)"];
  const moved = (one) => {
    const up = one.usual_place - one.place;
    const arrow = up > 0 ? `▲ up ${up}` : up < 0 ? `▼ down ${-up}` : "same";
    return el("td", { class: up > 0 ? "up" : up < 0 ? "down" : null }, `place ${one.usual_place}: ${arrow}`);
  };
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Order of the strategies" },
    el("table", { class: "order" }, el("thead", {}, el("tr", {}, heads.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, found.order.map((one) => el("tr", {}, el("td", { class: "number" }, one.place),
        el("th", { scope: "row" }, name(one.label)), el("td", { class: "number" }, number(one.regret)),
        weighted ? moved(one) : null)))));
}

function number(value) {
  return value === null ? "–" : value.toFixed(2);
}

/** Who loses and who gains under each strategy. */
export function showLosers(place, comparison) {
  if (!comparison.losers.length) {
    return fill(place, el("p", {}, "This study does not tell groups apart, or has no strategy that does nothing."));
  }
  const items = comparison.losers.flatMap((one) => [el("dt", {}, name(one.label)), el("dd", {}, one.sentence)]);
  return fill(place, el("p", {}, "Against doing nothing in the same worlds. Small changes are left out; the largest come first."),
    el("dl", { class: "losers" }, items));
}
