// What someone expects before the plan is run: lower, about the same or higher, and how sure.

import { fill, name } from "./say.js";

const by = (id) => /** @type {any} */ (document.getElementById(id));
const choices = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=guess]")]);

/** @param {() => void} onGuess called at each change of the guess */
export function setUpGuess(onGuess) {
  for (const one of choices()) one.addEventListener("change", onGuess);
  by("confidence").addEventListener("input", () => { by("confidence-shown").textContent = `${by("confidence").value}%`; });
}

/** Ask about the first chart's series in the last month. */
export function question(series, months, baseline) {
  const low = series.slice(0, 1).toLowerCase() + series.slice(1);
  fill(by("guess-question"), `After ${months} months, ${low} will be … than under `, name(baseline));
}

/** @returns {{direction: string, confidence: number}|null} the guess; null where none was made */
export function asked() {
  const chosen = choices().find((one) => one.checked);
  return chosen ? { direction: chosen.value, confidence: Number(by("confidence").value) } : null;
}

/** Another plan, another guess. */
export function clearGuess() {
  for (const one of choices()) one.checked = false;
}
