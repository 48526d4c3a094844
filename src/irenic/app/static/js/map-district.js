// One district: through time, who holds it in the month that is shown, when it changed hands, and why.

import { address, getJson } from "./api.js";
import { drawFigure, setParams } from "./figures.js";
import { whyShown } from "./map-why.js";
import { monthName } from "./map-story.js";
import { el, fill, name, problemsList } from "./say.js";
import { get, set } from "./state.js";

const at = (id) => /** @type {any} */ (document.getElementById(id));
const LEAST = 0.02;
const PATIENCE = 2500;

/** The panel of one district. */
export class DistrictPanel {
  /** @param {{go: (month: number) => void}} told */
  constructor(told) {
    this.told = told;
    this.view = null;
    this.run = null;
    this.place = -1;
    this.params = { month: 0 };
    this.stop = null;
  }

  /** Show a district of a run; nothing where none is chosen. */
  async show(run, base, { district, measure, month }) {
    this.stop?.abort();
    this.stop = new AbortController();
    this.run = run;
    this.base = base;
    this.month = month;
    this.view = null;
    this.place = run.frames.districts.indexOf(district);
    fill(at("why"));
    if (this.place < 0) {
      fill(at("district-figure"));
      fill(at("district-body"), el("p", {}, "Click a district on the map, or choose it here, to see it through time and why it changed."));
      return;
    }
    this.describe();
    const path = `${base}/districts/${encodeURIComponent(district)}`;
    const figure = await getJson(path, { measure }, this.stop.signal);
    this.params.month = this.month;
    await drawFigure(at("district-figure"), figure, { params: this.params, ready: (view) => { this.view = view; } });
    if (get("why")) await this.ask(get("why"));
  }

  /** Another month is shown. */
  setMonth(month, settled) {
    this.month = month;
    this.params.month = month;
    if (this.place < 0) return;
    if (this.view) setParams(this.view, { month });
    if (settled) this.describe();
  }

  /** Who holds how much, and the questions that can be asked. */
  describe() {
    const { run, month } = this;
    const shares = run.frames.control.filter((row) => row[1] === this.place)
      .map(([holder, , values]) => ({ id: run.frames.holders[holder], share: values[month] ?? 0 }))
      .sort((a, b) => b.share - a.share);
    const shown = shares.filter((one) => one.share >= LEAST);
    const held = shown.map((one) => `${run.holders[one.id]} ${Math.round(100 * one.share)}%`).join(", ");
    fill(at("district-body"), el("p", {}, `${monthName(run, month)}: held by `, name(held), "."),
      this.hands(), month > 0 ? this.asking(shares) : null);
  }

  /** Months in which the largest holder changed. */
  hands() {
    const { run } = this;
    const found = run.hands.filter((one) => one.district === run.frames.districts[this.place]);
    if (!found.length) return el("p", {}, "Its largest holder never changes in this run.");
    return el("ul", { class: "hands", "aria-label": "When it changed hands" }, found.map((one) =>
      el("li", { class: one.month === this.month ? "now" : null },
        el("button", { type: "button", class: "small", onclick: () => this.told.go(one.month) }, monthName(run, one.month)),
        el("span", {}, name(`${run.holders[one.before]} → ${run.holders[one.after]}`)),
        el("button", { type: "button", class: "small", onclick: () => this.asked(one.question),
          "aria-label": `Why did this change hands in month ${one.month}?` }, "Why?"))));
  }

  /** A question on any holder's share in the month that is shown. */
  asking(shares) {
    const { run, month } = this;
    const menu = /** @type {any} */ (el("select", { "aria-label": "Whose share" }, shares.map((one) =>
      el("option", { value: one.id }, run.holders[one.id]))));
    const district = run.frames.districts[this.place];
    const ask = () => this.asked(`control:${district}:${menu.value}:${month}`);
    return el("div", { class: "ask" }, el("label", {}, `Change in month ${month}: `, menu),
      el("button", { type: "button", class: "small", onclick: ask }, "Why?"));
  }

  asked(question) {
    set({ why: question }, { quiet: true });
    return this.ask(question);
  }

  /** Ask why, and show the answer. */
  async ask(question) {
    const place = at("why");
    const busy = el("p", { class: "busy" }, "Looking for the causes.");
    fill(place, busy);
    const longer = setTimeout(() => {
      busy.textContent = "Looking for the causes. The first question of its kind prepares the model's derivatives: up to a minute.";
    }, PATIENCE);
    try {
      const node = await getJson(`${this.base}/why`, { question }, this.stop?.signal);
      const doubt = this.run.doubts.some((month) => month <= node.month)
        ? el("p", {}, "A month up to then, computed again, differs from the record; causes may not fit it.") : null;
      fill(place, whyShown(node, "h3"), doubt, el("p", {}, "Shares are of all that pushed up or down. ",
        el("a", { href: address(`${this.base}/why`, { question }) }, "As data")));
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!error.problems) throw error;
      fill(place, problemsList(error.problems, "That cannot be asked"));
    } finally {
      clearTimeout(longer);
    }
  }
}
