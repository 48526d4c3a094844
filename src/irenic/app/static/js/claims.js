// The view "Claims": the argument claim by claim, the worlds behind a verdict, and the model against the record.

import { getJson } from "./api.js";
import { showBackTest } from "./claims-backtest.js";
import { showClaim } from "./claims-detail.js";
import { showAudit } from "./claims-audit.js";
import { showLedger } from "./claims-ledger.js";
import { busy, newestOnly, ready } from "./controls.js";
import { showProblems, study } from "./frame.js";
import { noStudy } from "./no-study.js";
import { el, fill } from "./say.js";
import { get, onChange, set } from "./state.js";

const place = document.getElementById("claims");
const once = newestOnly();
let page = null;

/** Fill the page with the study that is shown. */
async function main() {
  page?.stop();
  const found = await study();
  if (!found) return noStudy(place, again);
  page = new Page(found.study);
  return page.show();
}

function again() {
  main().catch(showProblems);
}

class Page {
  constructor(key) {
    this.key = key;
    this.path = `/api/studies/${encodeURIComponent(key)}`;
    this.ledger = el("div", { class: "content" });
    this.detail = el("section", { id: "claim", class: "panel", "aria-label": "The claim that was chosen", tabindex: "-1" });
    this.record = el("div", { class: "content" });
    this.jobs = new AbortController();
    this.seen = null;
  }

  show() {
    fill(place, el("section", { id: "part-ledger", "aria-labelledby": "title-ledger" },
      el("h2", { id: "title-ledger" }, "The ledger"), this.ledger),
    el("section", { id: "part-record", "aria-labelledby": "title-record" },
      el("h2", { id: "title-record" }, "The model against the record"), this.record));
    document.addEventListener("irenic-jobs", (event) => this.follow(event.detail), { signal: this.jobs.signal });
    return Promise.all([this.fillLedger(), this.fillRecord()]);
  }

  /** An audit or a back-test of this study ended, here or in another page: show what it made. */
  follow(jobs) {
    const ended = jobs.filter((job) => job.state === "done" && job.result?.study === this.key);
    const fresh = this.seen === null ? [] : ended.filter((job) => !this.seen.has(job.id));
    this.seen = new Set(ended.map((job) => job.id));
    if (fresh.some((job) => job.kind === "audit")) this.fillLedger().catch(showProblems);
    if (fresh.some((job) => job.kind === "backtest")) this.fillRecord().catch(showProblems);
  }

  stop() {
    this.jobs.abort();
  }

  async fillLedger() {
    busy(this.ledger, "Reading the ledger…");
    try {
      const found = await getJson(`${this.path}/ledger`);
      if (found.state === "kept") {
        ready(this.ledger);
        await showLedger(this.ledger, this.detail, found, (claim) => this.choose(claim));
        if (found.efforts.length) {
          this.ledger.append(el("details", { class: "again" }, el("summary", {}, "Audit again"),
            showAudit(this.path, found, { again: true })));
        }
        if (get("claim")) this.openClaim(get("claim"), false).catch(showProblems);
      } else ready(this.ledger, showAudit(this.path, found));
    } catch (error) {
      ready(this.ledger, el("p", {}, "The ledger cannot be shown; what to do stands above."));
      throw error;
    }
  }

  async fillRecord() {
    busy(this.record, "Reading the back-test…");
    await showBackTest(this.record, this.path);
  }

  choose(claim) {
    set({ claim });
    this.openClaim(claim, true).catch(showProblems);
  }

  openClaim(claim, focus) {
    for (const button of this.ledger.querySelectorAll("button[data-claim]")) {
      button.setAttribute("aria-current", String(button.dataset.claim === claim));
    }
    return once(async (signal) => {
      busy(this.detail, "Reading the claim…");
      try {
        const found = await getJson(`${this.path}/claims/${encodeURIComponent(claim)}`, {}, signal);
        await showClaim(this.detail, this.key, this.path, found);
      } catch (error) {
        if (error.name !== "AbortError") ready(this.detail, el("p", {}, "This claim cannot be shown; what to do stands above."));
        throw error;
      }
      if (focus) this.detail.focus({ preventScroll: true });
      if (focus && this.detail.getBoundingClientRect().top > innerHeight - 80) this.detail.scrollIntoView();
    });
  }
}

onChange((changes) => {
  if ("study" in changes) again();
});
again();
