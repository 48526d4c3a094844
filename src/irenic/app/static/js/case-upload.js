// Editing a case's text, or uploading one: checked at once, mended here, then kept.

import { ApiError, getText, postJson } from "./api.js";
import { excerpts, numbered } from "./case-lines.js";
import { el, fill, name, problemsList } from "./say.js";
import { caseKey } from "./state.js";

const FILES = ["case.yaml", "strategies.yaml", "claims.yaml"];
const OF = { "case.yaml": "case", "strategies.yaml": "strategies", "claims.yaml": "claims" };
const LARGEST = 2_000_000;
const PAUSE = 900;

/**
 * @param {HTMLElement} place @param {string} base address of the case that is shown
 * @returns {(file: string, line: number) => Promise<void>} opens the shown case's text at a line
 */
export function editor(place, base) {
  const state = { base, shown: FILES[0], asked: null, timer: 0, from: "" };
  state.texts = Object.fromEntries(FILES.map((file) => [file, numbered(`Text of ${file}`, () => later(state))]));
  state.said = el("p", { class: "sentence", "aria-live": "polite" });
  state.found = el("div");
  state.tabs = el("div", { class: "tabs", role: "group", "aria-label": "Which file" }, FILES.map((file, i) =>
    el("button", { type: "button", data: { file }, onclick: () => turn(state, file) }, i ? `${file} (if any)` : file)));
  state.like = el("input", { type: "checkbox", onchange: () => later(state) });
  state.work = el("div", { class: "work", hidden: true }, state.tabs, FILES.map((file) => state.texts[file].element),
    el("p", {}, el("label", {}, state.like, " Take over from ", el("b", {}, caseKey()),
      " what is not given here: its shapes, record, strategies and claims")),
    el("p", { class: "actions" }, el("button", { type: "button", onclick: () => check(state) }, "Check"),
      el("button", { type: "button", class: "primary", onclick: () => keep(state) }, "Keep this case")));
  fill(place, starters(state, place), state.work, state.said, state.found);
  turn(state, FILES[0]);
  return (file, line) => openAt(state, file, line);
}

function starters(state, place) {
  const input = el("input", { type: "file", multiple: true, accept: ".yaml,.yml,.json,.txt",
    onchange: () => take(state, [...input.files]) });
  const area = el("div", { class: "drop panel" },
    el("p", {}, "Choose or drop a case's file, and the strategies and claims that go with it, if any; or start from ",
      "the case that is shown. Nothing leaves this machine, and nothing is kept before you say so."),
    el("p", { class: "actions" }, el("label", { class: "file" }, "Files ", input),
      el("button", { type: "button", onclick: () => openAt(state, FILES[0], 1) }, "Edit the text of the case that is shown"),
      el("button", { type: "button", onclick: () => { begin(state); state.texts[state.shown].go(1); } }, "Paste a text")));
  place.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
  place.addEventListener("dragleave", () => area.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    area.classList.remove("over");
    take(state, [...event.dataTransfer.files]);
  });
  return area;
}

function begin(state) {
  state.work.hidden = false;
}

function turn(state, file) {
  state.shown = file;
  for (const one of FILES) state.texts[one].element.hidden = one !== file;
  for (const tab of state.tabs.children) tab.setAttribute("aria-pressed", tab.dataset.file === file ? "true" : "false");
}

/** The file that a name means; whatever says nothing of strategies or claims is the case. */
function meant(text) {
  if (/strateg/i.test(text)) return FILES[1];
  return /claim/i.test(text) ? FILES[2] : FILES[0];
}

function refusal(file, code, given, expected, hint) {
  return { code, file, line: null, path: "", given, expected, hint, severity: "error" };
}

async function take(state, files) {
  const problems = [];
  for (const file of files.slice(0, 3)) {
    if (file.size > LARGEST) {
      problems.push(refusal(file.name, "file_too_large", `larger than ${LARGEST.toLocaleString("en")} bytes`,
        `at most ${LARGEST.toLocaleString("en")} bytes`, "Remove what is not needed."));
      continue;
    }
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      state.texts[meant(file.name)].put(text);
      state.from = "";
      begin(state);
    } catch {
      problems.push(refusal(file.name, "not_utf8", "not text in UTF-8", "text in UTF-8", "Save the file as UTF-8."));
    }
  }
  if (problems.length) {
    say(state, "Not every file could be read.", false);
    fill(state.found, problemsList(problems));
  } else await check(state);
}

async function openAt(state, file, line) {
  if (state.from !== caseKey()) {
    const texts = await Promise.all(FILES.map((one) => getText(`${state.base}/file?name=${one}`)));
    FILES.forEach((one, i) => state.texts[one].put(texts[i]));
    state.from = caseKey();
    state.like.checked = true;
    fill(state.found);
    say(state, "", true);
  }
  begin(state);
  turn(state, file);
  state.work.scrollIntoView({ block: "start" });
  state.texts[file].go(line);
  check(state);
}

function body(state) {
  const found = {};
  for (const file of FILES) {
    const text = state.texts[file].text();
    if (text.trim() || file === FILES[0]) found[OF[file]] = text;
  }
  return state.like.checked ? { ...found, like: caseKey() } : found;
}

function later(state) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => check(state), PAUSE);
}

async function check(state) {
  clearTimeout(state.timer);
  state.asked?.abort();
  state.asked = new AbortController();
  try {
    showFound(state, await postJson("/api/cases/check", body(state), state.asked.signal));
  } catch (error) {
    failed(state, error);
  }
}

function failed(state, error) {
  if (error.name === "AbortError") return;
  if (!(error instanceof ApiError)) throw error;
  const errors = error.problems.filter((one) => one.severity !== "warning").length;
  showFound(state, { ok: false, errors, warnings: error.problems.length - errors, problems: error.problems });
}

function showFound(state, found) {
  for (const file of FILES) {
    const wrong = found.problems.filter((one) => one.file === file && one.line && one.severity === "error");
    state.texts[file].mark(wrong.map((one) => one.line));
    const tab = [...state.tabs.children].find((one) => one.dataset.file === file);
    tab.classList.toggle("error", found.problems.some((one) => one.file === file && one.severity === "error"));
  }
  const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const said = found.ok ? `No errors, ${count(found.warnings, "warning")}: this case can be kept.`
    : `${count(found.errors, "error")}: mend the text above; it is checked again as you write.`;
  const go = (file, line) => { turn(state, file); state.texts[file].go(line); };
  say(state, said, found.ok);
  fill(state.found, excerpts(found.problems, state.texts, go));
}

function say(state, text, good) {
  fill(state.said, text);
  state.said.className = good ? "sentence good" : "sentence bad";
}

async function keep(state) {
  clearTimeout(state.timer);
  state.asked?.abort();
  try {
    const kept = await postJson("/api/cases", body(state));
    say(state, name(`Kept: ${kept.title}`), true);
    location.assign(`/case?${new URLSearchParams({ case: kept.case })}`);
  } catch (error) {
    failed(state, error);
    state.said.scrollIntoView({ block: "nearest" });
  }
}
