// Where there is no run to show: what to do about it.

import { showProblems, studies } from "./frame.js";
import { jobs, startJob } from "./jobs.js";
import { el, fill, problemsList } from "./say.js";
import { caseKey, set } from "./state.js";

const SMALL = { worlds: 256, replicates: 2 };

/**
 * Offer to run a study: the case's first, or one again that other code made.
 * @param {HTMLElement} place
 * @param {{reload: () => void, old?: any, problems?: Array<object>}} how
 */
export async function offerStudy(place, { reload, old = null, problems = [] }) {
  const under = jobs().find((job) => job.kind === "study" && (job.state === "running" || job.state === "waiting"));
  const button = el("button", { type: "button", class: "primary", onclick: () => run(place, old, reload) },
    old ? "Run it again" : `Run a study of ${SMALL.worlds} worlds`);
  const text = old
    ? "This study was made by other code, so its single runs cannot be replayed exactly. The map shows the start; run the study again to see its months."
    : "No study of this case yet: the map shows its start. Run one to see what may follow, month by month.";
  fill(place, el("section", { class: "panel" }, el("p", {}, text),
    under ? el("p", { class: "busy" }, "A study is being run; the map follows when it is done.") : el("p", {}, button),
    old && problems.length ? el("details", {}, el("summary", {}, "What was refused"), problemsList(problems, "Not replayable")) : null));
  if (!old) waitForStudy(reload);
}

async function run(place, old, reload) {
  const wish = old
    ? { strategies: old.strategies, worlds: old.worlds, replicates: old.replicates, seed: old.seed } : SMALL;
  fill(place, el("p", { class: "busy" }, "Running the study; its progress is at the foot of the page."));
  try {
    const done = await startJob("/api/studies", { case: caseKey(), ...wish });
    await studies({ again: true });
    if (done) set({ study: done.study });
    else reload();
  } catch (error) {
    fill(place);
    showProblems(error);
  }
}

let waiting = false;

/** A study that somebody else started (the server does, for its first case) is shown once it is done. */
function waitForStudy(reload) {
  if (waiting) return;
  waiting = true;
  const look = async (event) => {
    if (!event.detail.some((job) => job.kind === "study" && job.state === "done")) return;
    document.removeEventListener("irenic-jobs", look);
    waiting = false;
    await studies({ again: true });
    reload();
  };
  document.addEventListener("irenic-jobs", look);
}
