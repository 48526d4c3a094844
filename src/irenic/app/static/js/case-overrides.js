// Overrides in force: who, why, when, what stood there before; each can be changed again or taken back.

import { postJson } from "./api.js";
import { el, fill, name, problemsList } from "./say.js";
import { worded } from "./case-numbers.js";

const HEADS = ["Figure", "Now", "Before", "Who", "Why", "When", ""];

/**
 * @param {HTMLElement} place @param {object} found the case @param {string} base its address
 * @param {(place: string) => void} edit opens the form of a figure
 */
export function showOverrides(place, found, base, edit) {
  const heading = el("h3", {}, "Overrides in force");
  if (!found.overrides.length) {
    fill(place, heading,
      el("p", {}, "None: every figure is as the file states it. Change one below to put your own value in its place."));
    return;
  }
  const said = el("div", { role: "alert" });
  fill(place, heading, said,
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Overrides in force" },
      el("table", {}, el("caption", {}, "Values that an analyst put in place of the file's"),
        el("thead", {}, el("tr", {}, HEADS.map((text) => el(text ? "th" : "td", text ? { scope: "col" } : {}, text)))),
        el("tbody", {}, found.overrides.map((one, number) => row(one, edit, () => withdraw(one, number, base, said)))))));
}

function row(one, edit, takeBack) {
  const button = (text, label, onclick) => el("button", { type: "button", onclick, "aria-label": label }, text);
  return el("tr", {}, el("th", { scope: "row" }, name(one.label), el("br"), el("code", {}, one.figure)),
    el("td", {}, name(worded(one.value))), el("td", {}, name(worded(one.before))), el("td", {}, name(one.by)),
    el("td", {}, name(one.reason)), el("td", {}, one.date),
    el("td", {}, button("Change again", `Change ${one.label} again`, () => edit(one.figure)), " ",
      button("Take back", `Take back the override of ${one.label}`, takeBack)));
}

/** The figure is again what the file says; of a case that is not kept here, in a copy. */
async function withdraw(one, number, base, said) {
  try {
    const kept = await postJson(`${base}/overrides/${number}/withdraw`, { figure: one.figure });
    location.assign(`/case?${new URLSearchParams({ case: kept.case, figure: one.figure })}`);
  } catch (error) {
    if (!error.problems) throw error;
    fill(said, problemsList(error.problems, "It could not be taken back"));
  }
}
