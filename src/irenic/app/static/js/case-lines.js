// A text with numbered lines, and what is wrong with it said under the lines it is about.

import { el, fill, name } from "./say.js";

const AROUND = 2;
const LONGEST = 400;

/**
 * @param {string} label @param {() => void} changed called after each change by hand
 * @returns {{element: HTMLElement, text: () => string, put: (text: string) => void,
 *   mark: (lines: number[]) => void, go: (line: number) => void}}
 */
export function numbered(label, changed) {
  const gutter = el("div", { class: "gutter", "aria-hidden": "true" });
  const area = el("textarea", { rows: 22, wrap: "off", spellcheck: "false", autocomplete: "off", autocapitalize: "off",
    "aria-label": label, dir: "ltr" });
  let marked = new Set();
  let counted = -1;
  const number = (force) => {
    const lines = area.value.split("\n").length;
    if (lines === counted && !force) return;
    counted = lines;
    fill(gutter, gutterParts(lines, marked));
    gutter.scrollTop = area.scrollTop;
  };
  area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; });
  area.addEventListener("input", () => { number(false); changed(); });
  number(true);
  return {
    element: el("div", { class: "numbered" }, gutter, area),
    text: () => area.value,
    put: (text) => { area.value = text; marked = new Set(); number(true); },
    mark: (lines) => { marked = new Set(lines); number(true); },
    go: (line) => goTo(area, line),
  };
}

/** Numbers as text, the marked ones as marks: a long file must not become a long list of elements. */
function gutterParts(lines, marked) {
  const parts = [];
  let run = [];
  for (let line = 1; line <= lines; line += 1) {
    if (!marked.has(line)) run.push(line);
    else {
      if (run.length) parts.push(`${run.join("\n")}\n`);
      parts.push(el("mark", {}, `✗ ${line}`), "\n");
      run = [];
    }
  }
  return [...parts, run.join("\n"), "\n\n"];
}

function goTo(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((total, text) => total + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(area).lineHeight) || 20;
  area.scrollTop = Math.max(0, (line - 4) * height);
  area.scrollLeft = 0;
}

/**
 * Problems under the lines they are about, with a few lines around.
 * @param {object[]} problems @param {Record<string, {text: () => string}>} files texts by file name
 * @param {(file: string, line: number) => void} go
 */
export function excerpts(problems, files, go) {
  return el("ol", { class: "excerpts" }, problems.map((one) => {
    const lines = files[one.file]?.text().split("\n");
    const told = el("p", { class: one.severity }, el("strong", {}, one.severity === "error" ? "✗ " : "! "),
      el("code", {}, one.code), " ", name(`${one.path || "The file"} is ${one.given || "as it is"}; expected ${one.expected}. ${one.hint}`));
    if (!lines || !one.line) return el("li", {}, el("p", {}, el("code", {}, one.file)), told);
    const where = `${one.file}, line ${one.line}`;
    const from = Math.max(1, one.line - AROUND);
    const shown = lines.slice(from - 1, one.line).map((text, i) => el("span", { class: i + from === one.line ? "at" : null },
      `${String(from + i).padStart(5)}  ${text.slice(0, LONGEST)}\n`));
    return el("li", {}, el("button", { type: "button", onclick: () => go(one.file, one.line) }, `Go to ${where}`),
      el("pre", { dir: "ltr", tabindex: "0", role: "region", "aria-label": where }, shown), told);
  }));
}
