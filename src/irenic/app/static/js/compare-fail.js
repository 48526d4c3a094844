// When does it fail: a question put together from menus (or written), searched for as a job, told in words.

import { getJson } from "./api.js";
import { showDiscovery } from "./compare-boxes.js";
import { chosen, outcomeOptions, strategyOptions } from "./compare-pairs.js";
import { busy, debounced, menu, newestOnly, ready } from "./controls.js";
import { showProblems } from "./frame.js";
import { startJob } from "./jobs.js";
import { el, fill, problemsList } from "./say.js";
import { get, set } from "./state.js";

/** @param {HTMLElement} place @param {object} comparison */
export function showFailing(place, comparison) {
  const outcomes = outcomeOptions(comparison);
  if (!outcomes.length) return fill(place, el("p", {}, "No outcome of this study has a better and a worse."));
  return new Failing(place, comparison, outcomes).show();
}

class Failing {
  constructor(place, comparison, outcomes) {
    Object.assign(this, { place, comparison, outcomes });
    this.path = `/api/studies/${encodeURIComponent(comparison.study)}`;
    this.strategies = strategyOptions(comparison);
    this.form = el("div", { class: "controls" });
    this.text = /** @type {HTMLTextAreaElement} */ (el("textarea", { id: "where", rows: 3, spellcheck: "false",
      "aria-describedby": "where-said", oninput: () => this.edited() }));
    this.said = el("div", { id: "where-said", "aria-live": "polite" });
    this.button = el("button", { type: "button", class: "primary", onclick: () => this.search() }, "Look for these worlds");
    this.result = el("div", { id: "discovery", "aria-live": "polite" });
    this.asking = newestOnly();
    this.checkSoon = debounced(() => this.check());
  }

  async show() {
    fill(this.place, el("p", {}, "Say what failing means. The search then looks for what the worlds have in common in which "
      + "it happens, and tests that in worlds that had no part in the search."), this.form,
    el("details", { id: "as-text", open: get("where") !== "" }, el("summary", {}, "The question as text, to be changed at will"),
      el("label", { for: "where" }, "A proposition about runs, such as deaths(A) > 1.2 * deaths(B) and signed(A) < 1"),
      this.text), this.said, el("p", {}, this.button), this.result);
    this.menus();
    this.text.value = get("where") || this.composed();
    await this.check();
    if (get("where") && !this.button.disabled) await this.search();
  }

  /** What the menus say now. */
  now() {
    const { comparison, outcomes, strategies } = this;
    const lead = comparison.order.find((one) => one.strategy !== comparison.baseline) ?? comparison.order[0];
    const strategy = chosen("strategy", strategies, lead?.strategy ?? strategies[0].value);
    const outcome = chosen("failing", outcomes, outcomes[0].value);
    const others = strategies.filter((one) => one.value !== strategy);
    const kinds = [...others.map((one) => ({ ...one, text: `worse than under ${one.text}` })), { value: "limit", text: "beyond a limit" }];
    const first = others.find((one) => one.value === comparison.baseline)?.value ?? kinds[0].value;
    return { strategy, outcome, kinds, kind: chosen("than", kinds, first), info: comparison.outcomes.find((one) => one.outcome === outcome) };
  }

  limit({ info }) {
    const asked = get("limit");
    if (asked !== "" && Number.isFinite(Number(asked))) return Number(asked);
    const usual = info.usual[this.comparison.baseline] ?? 0;
    return usual === null ? 0 : Number(Number(usual).toPrecision(2));
  }

  menus() {
    const now = this.now();
    const change = (changes) => {
      set({ ...changes, where: "" });
      this.menus();
      this.text.value = this.composed();
      fill(this.result);
      this.check();
    };
    const number = el("input", { id: "limit", type: "number", step: "any", value: String(this.limit(now)),
      onchange: (event) => event.target.value !== "" && change({ limit: event.target.value }) });
    const unit = now.info.unit.startsWith("share") ? `${now.info.unit}, 0 to 1` : now.info.unit;
    const focus = document.activeElement?.id;
    const labels = [...this.form.querySelectorAll("select")].findIndex((one) => one.id === focus);
    fill(this.form, menu("Strategy", this.strategies, now.strategy, (value) => change({ strategy: value })),
      menu("fails when", this.outcomes, now.outcome, (value) => change({ failing: value, limit: "" })),
      menu("is", now.kinds, now.kind, (value) => change({ than: value })),
      now.kind === "limit" ? el("div", { class: "control" },
        el("label", { for: "limit" }, `${now.info.direction === "min" ? "above" : "below"} (${unit})`), number) : null);
    if (labels >= 0) this.form.querySelectorAll("select")[labels]?.focus();
  }

  composed() {
    const now = this.now();
    const sign = now.info.direction === "min" ? ">" : "<";
    const other = now.kind === "limit" ? String(this.limit(now)) : `${now.outcome}(${now.kind})`;
    return `${now.outcome}(${now.strategy}) ${sign} ${other}`;
  }

  edited() {
    this.checkSoon();
  }

  /** Say the question in words, or what is wrong with its text and where. */
  check() {
    const where = this.text.value.trim();
    return this.asking(async (signal) => {
      try {
        if (where === "") throw Object.assign(new Error(), { problems: [] });
        const found = await getJson(`${this.path}/question`, { where }, signal);
        this.button.disabled = false;
        const byHand = where === this.composed() ? null : el("p", {}, el("small", {}, "Written by hand; the menus above do not apply."));
        fill(this.said, byHand, el("p", {}, "Asked: in which worlds is it so that ", el("em", {}, found.words), "? ", found.sentence));
      } catch (error) {
        if (!error.problems) throw error;
        this.button.disabled = true;
        document.getElementById("as-text").open = true;
        fill(this.said, where === "" ? el("p", {}, "Write a proposition, or choose in the menus above.") : wrong(where, error.problems));
      }
    }).catch(showProblems);
  }

  async search() {
    const where = this.text.value.trim();
    set({ where });
    this.button.disabled = true;
    busy(this.result, "Searching; the bar at the foot of the page can end it.");
    try {
      const known = await getJson(`${this.path}/discoveries`, { where });
      const done = known ?? await startJob(`${this.path}/discoveries`, { where });
      if (!done) return ready(this.result, el("p", {}, "The search was ended."));
      const found = known ?? await getJson(`${this.path}/discoveries`, { where });
      return await showDiscovery(this.result, this.comparison.study, found);
    } catch (error) {
      return ready(this.result, problemsList(error.problems ?? [], "This search cannot be made"));
    } finally {
      this.button.disabled = false;
    }
  }
}

/** The text with a mark below the place that is wrong, and what is expected there. */
function wrong(where, problems) {
  const column = Number(/column (\d+)/.exec(problems[0]?.path ?? "")?.[1] ?? 0);
  const line = where.replace(/\s/g, " ");
  return el("div", {}, column ? el("pre", { class: "pointed", "aria-hidden": "true" }, `${line}\n${" ".repeat(column - 1)}^`) : null,
    problemsList(problems.map((one) => ({ ...one, file: "the question" })), "The text cannot be read"));
}
