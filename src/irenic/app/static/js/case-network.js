// The network of a case, and every tie in words: by a click on a line or a mark, or by the lists beneath.

import { range } from "./case-numbers.js";
import { drawFigure, setParams } from "./figures.js";
import { el, fill, name } from "./say.js";
import { get, set } from "./state.js";

const id = (tie) => `${tie.one}~${tie.other}`;

/**
 * @param {{network: HTMLElement, choices: HTMLElement, ties: HTMLElement}} places
 * @param {object} found the case @param {object} figure @param {(place: string) => void} edit
 */
export async function showNetwork(places, found, figure, edit) {
  const state = { view: null, found, edit, figure };
  const parts = {
    party: picker("Group or backer", parties(found), (value) => { set({ party: value, tie: "" }); refresh(state); }),
    tie: picker("Tie", [], (value) => { set({ tie: value }); refresh(state); }),
    said: el("div", { class: "tie", "aria-live": "polite" }),
    list: el("div", {}),
  };
  state.parts = parts;
  fill(places.choices, el("div", { class: "choices" }, parts.party.label, parts.tie.label), parts.said);
  fill(places.ties, parts.list);
  await drawFigure(places.network, figure, {
    params: { chosen: get("party") },
    ready: (view) => {
      state.view = view;
      view.addEventListener("click", (_, item) => clicked(state, item?.datum));
    },
  });
  refresh(state);
}

function picker(text, options, changed) {
  const select = el("select", { onchange: (event) => changed(event.target.value) });
  refill(select, options);
  return { select, label: el("label", {}, text, " ", select) };
}

function refill(select, options) {
  fill(select, el("option", { value: "" }, "–"), options.map(([value, text]) => el("option", { value }, text)));
}

function parties(found) {
  return [...found.groups, ...found.patrons].map((one) => [one.id, `${one.id}: ${one.name}`]);
}

/** The chart calls a patron "X (patron)" where a group has its id. */
const plain = (text) => String(text).replace(/ \(patron\)$/, "");

function clicked(state, datum) {
  if (!datum) return;
  if (datum.one && datum.other) set({ tie: `${plain(datum.one)}~${plain(datum.other)}` });
  else if (datum.id) set({ party: plain(datum.id), tie: "" });
  else return;
  refresh(state);
}

/** Bring the lists, the sentence and the chart in line with the address. */
function refresh(state) {
  const { found, parts } = state;
  const party = get("party");
  const ties = found.ties.filter((tie) => !party || tie.one === party || tie.other === party)
    .sort((a, b) => Math.abs(b.best) - Math.abs(a.best));
  const tie = found.ties.find((one) => id(one) === get("tie"));
  parts.party.select.value = party;
  refill(parts.tie.select, [...new Set([...ties, ...(tie ? [tie] : [])])].map((one) =>
    [id(one), `${one.one} and ${one.other}: ${one.words}`]));
  parts.tie.select.value = tie ? id(tie) : "";
  sayTie(state, tie);
  sayParty(state, party, ties);
  if (state.view) setParams(state.view, { chosen: party });
}

function sayTie(state, tie) {
  const { parts, edit } = state;
  if (!tie) {
    fill(parts.said, el("p", {}, "Click a line or a mark, or choose here, to read what the case says of a tie."),
      el("p", {}, state.figure.alt));
    return;
  }
  const what = tie.kind === "support" ? `${tie.one_name} gives ${tie.other_name}: ${tie.words}`
    : `${tie.one_name} and ${tie.other_name}: ${tie.words}`;
  const scale = tie.kind === "support" ? "support, 0 to 1" : "relation, −1 enemies to 1 allies";
  fill(parts.said, el("div", { class: "panel" }, el("p", { class: "sentence" }, name(what), "."),
    el("p", {}, `${range(tie)} (${scale}). Grade ${tie.grade}. Source: `, name(tie.source), "."),
    el("button", { type: "button", onclick: () => edit(tie.figure) }, "Change this figure")));
}

function sayParty(state, party, ties) {
  if (!party) {
    fill(state.parts.list);
    return;
  }
  const row = (tie) => {
    const other = tie.one === party ? tie.other_name : tie.one_name;
    const choose = () => { set({ tie: id(tie) }); refresh(state); };
    return el("tr", {}, el("th", { scope: "row" }, el("button", { type: "button", onclick: choose }, name(other))),
      el("td", {}, tie.kind), el("td", {}, tie.words), el("td", { class: "number" }, range(tie)),
      el("td", {}, tie.grade));
  };
  const all = [...state.found.groups, ...state.found.patrons].find((one) => one.id === party);
  const caption = `Ties of ${all ? all.name : party}`;
  fill(state.parts.list, el("details", { open: true }, el("summary", {}, name(`${caption}: ${ties.length}`)),
    el("div", { class: "scroll short", tabindex: "0", role: "region", "aria-label": caption },
      el("table", {}, el("thead", {}, el("tr", {}, ["With", "Kind", "In words", "Best (low to high)", "Grade"].map((text) =>
        el("th", { scope: "col" }, text)))), el("tbody", {}, ties.map(row))))));
}
