// The answer in sentences, then the table that it comes from.

import { getJson } from "./api.js";
import { drawFigure } from "./figures.js";
import { el, fill } from "./say.js";

/** @param {HTMLElement} place @param {object} comparison as /comparison gives it */
export async function showAnswer(place, comparison) {
  const heat = el("div", {});
  fill(place, el("p", { class: "sentence" }, `${comparison.headline}.`),
    el("ul", { class: "answer" }, comparison.answer.map((text) => el("li", {}, text))), heat);
  const figure = await getJson(`/api/studies/${encodeURIComponent(comparison.study)}/figures/heat`);
  await drawFigure(heat, { ...figure, title: "Every strategy by every headline outcome" });
}
