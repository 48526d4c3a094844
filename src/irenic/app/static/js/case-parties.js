// Groups, outside backers and issues of a case.

import { number, percent, range } from "./case-numbers.js";
import { el, fill, name, table } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";

function listed(columns, rows, caption, kind) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", { class: kind }, el("caption", {}, caption),
      el("thead", {}, el("tr", {}, columns.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows)));
}

function named(one) {
  return el("th", { scope: "row", id: `party-${one.id}` }, el("code", {}, one.id), " ", name(one.name),
    one.name_local ? [el("br"), el("span", { class: "local", dir: "auto" }, one.name_local)] : null);
}

function notes(one) {
  return one.notes ? el("details", {}, el("summary", {}, "Notes"), el("p", {}, name(one.notes))) : "–";
}

/** @param {HTMLElement} place @param {object} found the case */
export function showGroups(place, found) {
  const rows = found.groups.map((one) => el("tr", {}, named(one), el("td", {}, one.kind),
    el("td", {}, one.fighters ? [range(one.fighters), el("br"), el("small", {}, `grade ${one.fighters.grade}`)] : "–"),
    el("td", {}, one.holds > 0 ? [percent(one.holds), el("br"), el("small", {}, name(one.strongest_in.join(", ")))]
      : one.seat.length ? name(`sits in ${one.seat.join(", ")}`) : "–"),
    el("td", {}, one.first_issue ? name(one.first_issue) : "none stated"),
    el("td", {}, notes(one))));
  fill(place, listed(["Group", "Kind", "Fighters, best (low to high)", "Holds of all people; most in",
    "Would break a deal over", "Notes"], rows, "Groups and offices", "parties"));
}

/** @param {HTMLElement} place @param {object} found */
export function showPatrons(place, found) {
  if (!found.patrons.length) {
    fill(place, el("p", {}, "The case names no outside backer."));
    return;
  }
  const rows = found.patrons.map((one) => el("tr", {}, named(one),
    el("td", {}, one.supports.length ? name(one.supports.join(", ")) : "no group"),
    el("td", {}, range(one.compliance), el("br"), el("small", {}, `grade ${one.compliance.grade}`)),
    el("td", {}, notes(one))));
  fill(place, listed(["Outside backer", "Supports (strength, 0 to 1)", "Keeps an embargo, 0 to 1 (low to high)", "Notes"],
    rows, "Outside backers", "parties"));
}

/** A short line with a group's place on an issue: its range and its best value. */
function track(one, [low, high]) {
  const x = (value) => 4 + (92 * (value - low)) / (high - low || 1);
  const part = (tag, attributes) => {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  };
  const drawing = part("svg", { viewBox: "0 0 100 14", class: "track", "aria-hidden": "true" });
  drawing.append(part("line", { x1: 4, x2: 96, y1: 7, y2: 7, class: "axis" }),
    part("line", { x1: x(one.low), x2: x(one.high), y1: 7, y2: 7, class: "span" }),
    one.first ? part("rect", { x: x(one.best) - 4, y: 3, width: 8, height: 8, class: "first" })
      : part("circle", { cx: x(one.best), cy: 7, r: 4, class: "dot" }));
  return drawing;
}

function head(issue) {
  return el("th", { scope: "col", class: "issue" }, name(issue.name),
    el("div", { class: "ends" }, el("span", {}, "← ", name(issue.low)), el("span", {}, name(issue.high), " →")));
}

/** @param {HTMLElement} place @param {object} found */
export function showIssues(place, found) {
  const groups = found.groups.filter((group) => found.issues.some((issue) =>
    issue.positions.some((one) => one.group === group.id)));
  const cell = (issue, group) => {
    const one = issue.positions.find((position) => position.group === group.id);
    if (!one) return el("td", {}, "–");
    return el("td", { class: one.first ? "position first" : "position", title: `Grade ${one.grade}: ${one.source}` },
      track(one, issue.range), el("span", {}, number(one.best), one.first ? " ■" : ""));
  };
  const rows = groups.map((group) => el("tr", {}, el("th", { scope: "row", title: group.name }, el("code", {}, group.id),
    " ", el("span", { class: "long" }, name(group.name))), found.issues.map((issue) => cell(issue, group))));
  const told = found.issues.filter((issue) => issue.notes);
  fill(place,
    el("p", {}, "Where each group stands between the two ends of an issue: the mark is the best value, the bar its ",
      "range. A square (■) marks the issue over which the group would break a deal."),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Positions on the issues" },
      el("table", { class: "positions" }, el("caption", {}, "Positions on the issues"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Group"), found.issues.map(head))),
        el("tbody", {}, rows))),
    told.length ? el("details", {}, el("summary", {}, "Notes on the issues"),
      table(["Issue", "Notes"], told.map((issue) => [issue.name, issue.notes]), "Notes on the issues")) : null);
}
