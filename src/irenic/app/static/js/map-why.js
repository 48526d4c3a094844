// Why a number changed: the change in a sentence, then its drivers with bars, and theirs in turn.

import { el, name } from "./say.js";

/**
 * @param {any} node as the interface gives it
 * @param {string} [level] heading of the sentence
 * @returns {HTMLElement}
 */
export function whyShown(node, level = "p") {
  const largest = Math.max(...node.drivers.map((one) => one.share), 1e-9);
  return el("div", { class: "why" },
    el(level, {}, name(node.text)),
    node.drivers.length ? el("ol", { class: "drivers" }, node.drivers.map((one) => driver(one, node, largest))) : null,
    node.others ? el("p", {}, node.others) : null);
}

function driver(one, node, largest) {
  const fill = el("span", { class: one.value < 0 ? "fill down" : "fill" });
  fill.style.setProperty("--share", String(one.share / largest));
  const when = one.month && one.month !== node.month ? `, from month ${one.month}` : "";
  return el("li", {},
    el("span", { class: "value" }, one.shown), " ", name(one.text), ` (${one.weight}${when})`, one.end ? `: ${one.end}` : null,
    el("span", { class: "track", "aria-hidden": "true" }, fill),
    one.because ? el("details", {}, el("summary", {}, "And why that?"), whyShown(one.because)) : null);
}
