// Starting an audit: how many worlds, and what that takes.

import { menu } from "./controls.js";
import { showProblems } from "./frame.js";
import { startJob } from "./jobs.js";
import { el } from "./say.js";

/**
 * @param {string} path of the study in the interface
 * @param {object} found as /ledger gives it
 */
export function showAudit(path, found, { again = false } = {}) {
  if (found.state === "no_claims") return el("section", { class: "panel" }, found.said.map((text) => el("p", {}, text)));
  const asked = { worlds: found.efforts[0]?.worlds ?? null, reruns: true };
  const options = found.efforts.map((one) => ({ value: String(one.worlds),
    text: `${one.worlds.toLocaleString("en")} worlds, ${one.runs.toLocaleString("en")} runs: ${one.words}` }));
  const status = el("p", { "aria-live": "polite" });
  const button = el("button", { type: "button", class: "primary", onclick: start }, again ? "Audit again" : "Try the claims");
  async function start() {
    button.disabled = true;
    status.textContent = "Under way: the bar at the foot of the page tells how far it is and can end it. "
      + "What is finished is kept, so that it can be gone on with.";
    try {
      const done = await startJob(`${path}/ledger`, asked);
      if (done === null) status.textContent = "It was ended. What was finished is kept: start again to go on.";
    } catch (error) {
      status.textContent = "";
      showProblems(error);
    } finally {
      button.disabled = false;
    }
  }
  const reruns = el("input", { type: "checkbox", checked: true, onchange: (event) => { asked.reruns = event.target.checked; } });
  return el("section", { class: again ? "audit" : "panel audit" },
    again ? null : found.said.map((text) => el("p", { class: "sentence" }, text)),
    el("p", {}, "An audit runs every plan that the claims compare, in the study's own worlds, and again with other seeds, "
      + "constants and priors; a verdict that does not stand these is withdrawn."),
    el("div", { class: "controls" }, menu("In how many worlds", options, String(asked.worlds), (value) => { asked.worlds = Number(value); }),
      el("label", { class: "tick" }, reruns, "with other seeds, constants and priors (most of the time goes there)")),
    el("p", {}, el("small", {}, "Times are rough: as measured on a small computer. Fewer worlds leave more verdicts open.")),
    el("p", {}, button), status);
}
