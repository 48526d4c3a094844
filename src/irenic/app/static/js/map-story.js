// The run in words: the month's sentence, the events by month, and where two runs part.

import { getJson } from "./api.js";
import { whyShown } from "./map-why.js";
import { el, fill, name, problemsList, table } from "./say.js";

const QUIET = ["levers", "campaign_begun", "campaign_ended"];
const at = (id) => /** @type {any} */ (document.getElementById(id));

/** A month's name with its number; month 0 is the start. */
export function monthName(run, month) {
  return month === 0 ? `${run.months[0]}, the start` : `${run.months[month]}, month ${month}`;
}

/** Phases of the strategy in force in a month, in words. */
function inForce(run, month) {
  const names = run.phases.filter((one) => one.first <= month && month <= one.last).map((one) => one.phase);
  return names.length ? ` In force: phase ${[...new Set(names)].join(", ")}.` : "";
}

/** Say what the month was about, of one run or of two. */
export function showMoment(runs, month) {
  at("moment").hidden = false;
  at("moment").classList.toggle("two", runs.length > 1);
  fill(at("moment"), runs.map((run) => el("p", {},
    runs.length > 1 ? el("span", { class: "whose" }, name(run.label), ": ") : el("span", { class: "whose" }, `${run.months[month]}: `),
    name(run.moments[month]), inForce(run, month))));
}

/** List the events of a run; each month is a button that goes there. */
export function showTimeline(run, month, { all, go }) {
  const told = new Map();
  for (const one of run.events) {
    if (!all && QUIET.includes(one.code)) continue;
    told.set(one.month, [...(told.get(one.month) ?? []), one]);
  }
  const items = [...told].map(([when, events]) => el("li", { data: { month: when } },
    el("button", { type: "button", class: "small", onclick: () => go(when) }, monthName(run, when)),
    el("ul", {}, events.map((one) => el("li", {}, name(one.text))))));
  fill(at("timeline"), items.length ? items : el("li", {}, "Nothing that is told of."));
  markMonth(month);
}

/** Mark the month in the list of events, and bring it (or the last before it) into sight where `scroll`. */
export function markMonth(month, scroll = true) {
  const list = at("timeline");
  let last = null;
  for (const item of list.children) {
    const when = Number(item.dataset.month);
    item.classList.toggle("now", when === month);
    if (when === month) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
    if (when <= month) last = item;
  }
  if (scroll) list.scrollTop = last ? last.offsetTop - 8 : 0;
}

/** Ask where two runs part, and show it. */
export async function showParting(base, other, { go, signal }) {
  const place = at("parting-body");
  fill(place, el("p", { class: "busy" }, "Comparing the two runs; this takes a few seconds."));
  const found = await getJson(`${base}/against/${encodeURIComponent(other)}`, {}, signal);
  const jump = found.map_month === null ? null
    : el("button", { type: "button", class: "small", onclick: () => go(found.map_month) }, `Show month ${found.map_month}`);
  const causes = el("div", { "aria-live": "polite" });
  fill(place, el("p", {}, name(found.first)), el("p", {}, name(found.on_map), " ", jump),
    found.largest.length ? el("details", {}, el("summary", {}, "What differs most"),
      table(["What", "Month", "First run", "Second run", "Difference"], found.largest.map((one) =>
        [one.text, one.month, one.one, one.other, one.difference]),
      "Numbers that differ most, each in the month in which that counts most, largest first")) : null,
    el("p", {}, causesButton(`${base}/against/${encodeURIComponent(other)}`, causes, signal)), causes);
}

function causesButton(path, place, signal) {
  const ask = async (event) => {
    event.currentTarget.disabled = true;
    fill(place, el("p", { class: "busy" }, "Tracing the causes; the first time this can take a minute."));
    try {
      const found = await getJson(path, { causes: true }, signal);
      fill(place, found.causes.map((node) => whyShown(node, "h3")));
    } catch (error) {
      if (error.name !== "AbortError") fill(place, problemsList(error.problems ?? []));
    }
  };
  return el("button", { type: "button", onclick: ask }, "Why do the largest differ?");
}
