// The view "Compare": which strategy holds up, by how much, and when it fails.

import { getJson } from "./api.js";
import { showAnswer } from "./compare-answer.js";
import { showDrivers } from "./compare-drivers.js";
import { showFailing } from "./compare-fail.js";
import { showDifferences, showFan } from "./compare-pairs.js";
import { showLosers, showWeights } from "./compare-weights.js";
import { busy, ready } from "./controls.js";
import { showProblems, study } from "./frame.js";
import { noStudy } from "./no-study.js";
import { el } from "./say.js";
import { onChange } from "./state.js";

const place = document.getElementById("compare");

/** The parts of the page: heading, and what fills them with a comparison. */
const PARTS = [
  ["answer", "The answer", showAnswer],
  ["differences", "Against a baseline, in the same worlds", showDifferences],
  ["weights", "What if some things matter more?", showWeights],
  ["failing", "When does it fail?", showFailing],
  ["fan", "Month by month", showFan],
  ["losers", "Who loses", showLosers],
  ["drivers", "What drives it", showDrivers],
];

async function main() {
  const found = await study();
  if (!found) return noStudy(place, () => main().catch(showProblems));
  busy(place, "Comparing the strategies…");
  const comparison = await getJson(`/api/studies/${encodeURIComponent(found.study)}/comparison`);
  const sections = PARTS.map(([id, title]) => el("section", { id: `part-${id}`, "aria-labelledby": `title-${id}` },
    el("h2", { id: `title-${id}` }, title), el("div", { class: "content" })));
  ready(place, sections);
  return Promise.all(PARTS.map(([, , show], i) => show(sections[i].querySelector(".content"), comparison)));
}

onChange((changes) => {
  if ("study" in changes) main().catch(showProblems);
});
main().catch((error) => {
  ready(place);
  showProblems(error);
});
