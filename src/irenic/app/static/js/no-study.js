// What a view that needs a study shows where there is none: what to do, with a button.

import { showProblems, studies } from "./frame.js";
import { startJob } from "./jobs.js";
import { el, fill } from "./say.js";
import { caseKey, set } from "./state.js";

const SIZES = [
  { worlds: 256, replicates: 2, text: "A first look: 256 worlds" },
  { worlds: 1024, replicates: 4, text: "More certain: 1,024 worlds" },
];

/** @param {HTMLElement} place @param {() => void} again called when a study is there */
export function noStudy(place, again) {
  waitForStudy(again);
  const run = (size) => async (event) => {
    for (const button of event.target.parentElement.querySelectorAll("button")) button.disabled = true;
    try {
      const body = { case: caseKey(), worlds: size.worlds, replicates: size.replicates };
      const made = await startJob("/api/studies", body);
      if (made) set({ study: made.study }, { quiet: true });
      else again();
    } catch (error) {
      showProblems(error);
    }
  };
  fill(place, el("section", { class: "panel" }, el("h2", {}, "No study of this case yet"),
    el("p", {}, "A study runs the reference strategies of the case in many possible worlds. Its progress stands at "
      + "the foot of the page; closing the page does not lose it."),
    el("p", { class: "actions" }, SIZES.map((size, i) =>
      el("button", { type: "button", class: i ? null : "primary", onclick: run(size) }, size.text)))));
}

let waiting = false;

/** One that somebody else started (the server does, for its first case) is shown once it is done. */
function waitForStudy(again) {
  if (waiting) return;
  waiting = true;
  const look = async (event) => {
    if (!event.detail.some((job) => job.kind === "study" && job.state === "done")) return;
    if ((await studies({ again: true })).length === 0) return;
    document.removeEventListener("irenic-jobs", look);
    waiting = false;
    again();
  };
  document.addEventListener("irenic-jobs", look);
}
