// Every figure of a case in one table: searched, filtered, and changed where it stands.

import { editForm } from "./case-edit.js";
import { number, shares } from "./case-numbers.js";
import { el, fill, name } from "./say.js";
import { get, set } from "./state.js";

const FIRST = 40;
const HEADS = ["Figure", "Best", "Low", "High", "Grade", "Source", "Line"];

/**
 * @param {HTMLElement} place @param {Promise<object>} asked the figures @param {string} base address of the case
 * @returns {Promise<(place: string) => void>} opens the form of a figure
 */
export async function showValues(place, asked, base) {
  const state = { ...(await asked), base, all: false, editing: "" };
  state.controls = controls(state);
  state.said = el("p", { "aria-live": "polite" });
  state.body = el("tbody");
  state.more = el("button", { type: "button", onclick: () => { state.all = true; list(state); } });
  fill(place, state.controls.row, state.said,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures of the case" },
      el("table", { class: "values" }, el("caption", {}, "Figures of the case"),
        el("thead", {}, el("tr", {}, HEADS.map((text) => el("th", { scope: "col" }, text)))),
        state.body)), state.more);
  list(state);
  if (get("figure")) show(state, get("figure"), false);
  return (figure) => show(state, figure, true);
}

function controls(state) {
  const changed = (key) => (event) => {
    set({ [key]: event.target.value });
    state.all = false;
    list(state);
  };
  const search = el("input", { type: "search", value: get("q"), maxlength: 100, oninput: changed("q"),
    placeholder: "name, place or source" });
  const choice = (key, first, options) => {
    const select = el("select", { onchange: changed(key) }, el("option", { value: "" }, first),
      options.map(([value, text]) => el("option", { value }, text)));
    select.value = get(key);
    return select;
  };
  const section = choice("section", "all", state.sections.map((text) => [text, text]));
  const grade = choice("grade", "all", [["AB", "A and B: sourced"], ["C", "C: judgement"], ["D", "D: assumed"],
    ["own", "overridden"]]);
  return { search, section, grade, row: el("div", { class: "choices" }, el("label", {}, "Search ", search),
    el("label", {}, "Kind ", section), el("label", {}, "Grade ", grade)) };
}

function wanted(state) {
  const text = get("q").trim().toLocaleLowerCase();
  const grade = get("grade");
  return state.values.filter((one) => (!get("section") || one.section === get("section"))
    && (!grade || (grade === "own" ? one.overridden : grade.includes(one.grade)))
    && (!text || `${one.section} ${one.label} ${one.place} ${one.source}`.toLocaleLowerCase().includes(text)));
}

function list(state) {
  const found = wanted(state);
  const open = state.values.find((one) => one.place === state.editing);
  let shown = state.all ? found : found.slice(0, FIRST);
  if (open && !shown.includes(open)) shown = [open, ...shown];
  state.said.textContent = found.length
    ? `${found.length.toLocaleString("en")} of ${state.values.length.toLocaleString("en")} figures`
      + `${shown.length < found.length ? `; the first ${shown.length} are shown` : ""}.`
    : "No figure fits. Clear the search, or choose all kinds and grades.";
  fill(state.body, shown.flatMap((one) => rows(state, one)));
  state.more.hidden = shown.length >= found.length;
  state.more.textContent = `Show all ${found.length.toLocaleString("en")}`;
}

function rows(state, one) {
  const editing = state.editing === one.place;
  const change = el("button", { type: "button", "aria-label": `Change ${one.section}: ${one.label}`,
    "aria-expanded": editing ? "true" : "false", onclick: () => (editing ? close(state) : show(state, one.place, true)) },
  editing ? "Close" : "Change");
  const values = one.shares ? [el("td", { colspan: "3" }, shares(one.shares))]
    : [one.best, one.low, one.high].map((value) => el("td", { class: "number" }, number(value)));
  const row = el("tr", { class: one.overridden ? "own" : null, data: { place: one.place } },
    el("th", { scope: "row" }, el("small", {}, one.section), el("br"), name(one.label),
      one.overridden ? el("span", { class: "mark" }, " overridden") : null, el("br"), el("code", {}, one.place), el("br"), change),
    ...values, el("td", {}, one.grade), el("td", { class: "source" }, name(one.source)),
    el("td", { class: "number" }, one.line ?? "–"));
  if (!editing) return [row];
  const form = editForm(one, state, () => close(state));
  return [row, el("tr", { class: "editing" }, el("td", { colspan: String(HEADS.length) }, form))];
}

function show(state, place, focus) {
  if (!state.values.some((one) => one.place === place)) return;
  state.editing = focus ? place : "";
  if (focus) set({ figure: place });
  list(state);
  const row = [...state.body.children].find((one) => one.dataset.place === place);
  row?.scrollIntoView({ block: "center" });
  if (focus) row?.nextElementSibling?.querySelector("input")?.focus({ preventScroll: true });
}

function close(state) {
  const place = state.editing;
  state.editing = "";
  set({ figure: "" });
  list(state);
  [...state.body.children].find((one) => one.dataset.place === place)?.querySelector("button")?.focus();
}
