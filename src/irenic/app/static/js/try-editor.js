// The plan as text: numbered lines, and what is wrong under the lines it belongs to.

import { el, fill, name } from "./say.js";

const PAUSE = 400; // ms without typing until the text is read

/** The editor of the page; `onText` is called with the text once typing pauses, `onEnd` when it is left. */
export class Editor {
  constructor({ onText, onEnd }) {
    this.area = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));
    this.gutter = document.getElementById("gutter");
    this.state = document.getElementById("text-state");
    this.place = document.getElementById("text-problems");
    this.bad = new Set();
    this.timer = 0;
    this.onText = onText;
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("scroll", () => { this.gutter.scrollTop = this.area.scrollTop; });
    this.area.addEventListener("change", () => { this.flush(); onEnd(); });
  }

  typed() {
    this.number();
    this.state.textContent = "Reading…";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.onText(this.area.value);
  }

  /** Show a plan; the text is left alone while it is being typed. */
  show(plan) {
    if (this.area.value !== plan.text && !this.timer) this.area.value = plan.text;
    if (this.timer) return;
    this.bad = new Set(plan.problems.filter((one) => one.line).map((one) => one.line));
    this.number();
    const count = plan.problems.length;
    this.state.textContent = count ? `${count} ${count === 1 ? "problem" : "problems"}; the sliders wait until the text can be read.`
      : "The text can be read.";
    this.area.setAttribute("aria-invalid", String(count > 0));
    fill(this.place, count ? this.report(plan) : null);
  }

  number() {
    const count = this.area.value.split("\n").length;
    fill(this.gutter, Array.from({ length: count }, (_, i) =>
      el("span", { class: this.bad.has(i + 1) ? "bad" : null }, `${this.bad.has(i + 1) ? "✗ " : ""}${i + 1}\n`)));
    this.gutter.scrollTop = this.area.scrollTop;
  }

  /** The lines that have problems, with the one before, each problem under its line. */
  report(plan) {
    const lines = plan.text.split("\n");
    const placed = [...this.bad].sort((a, b) => a - b);
    const rows = placed.flatMap((line) => [
      line > 1 && !this.bad.has(line - 1) ? codeLine(line - 1, lines[line - 2], "") : null,
      codeLine(line, lines[line - 1] ?? "", "bad"),
      ...plan.problems.filter((one) => one.line === line).map((one) => this.problem(one)),
    ]);
    return el("section", { class: "report", "aria-label": "Problems in the text" },
      el("ol", {}, rows, plan.problems.filter((one) => !one.line).map((one) => this.problem(one))));
  }

  problem(one) {
    const jump = one.line && el("button", { type: "button", onclick: () => this.jump(one.line) }, `Go to line ${one.line}`);
    return el("li", { class: "fault" }, problemText(one), jump ? [" ", jump] : null);
  }

  jump(line) {
    const starts = this.area.value.split("\n").slice(0, line);
    const end = starts.join("\n").length;
    this.area.focus();
    this.area.setSelectionRange(end - starts[line - 1].length, end);
    const height = parseFloat(getComputedStyle(this.area).lineHeight);
    this.area.scrollTop = Math.max(0, (line - 4) * height);
  }
}

function codeLine(number, text, kind) {
  return el("li", { class: `code ${kind}` }, el("span", { class: "number" }, String(number)), el("code", {}, text || " "));
}

/** What is wrong, as a sentence whose given part cannot turn the rest round. */
export function problemText(one) {
  return [el("strong", {}, one.path || "the text"), " is ", name(one.given || "as it is"),
    `; expected ${one.expected}. ${one.hint}`, " ", el("code", { class: "code-name" }, one.code)];
}
