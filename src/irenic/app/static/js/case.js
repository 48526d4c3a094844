// The view "case": who fights whom, where, over what, and how well it is known.

import { getJson } from "./api.js";
import { drawFigure } from "./figures.js";
import { showProblems, studies } from "./frame.js";
import { showNetwork } from "./case-network.js";
import { showOverrides } from "./case-overrides.js";
import { showGroups, showIssues, showPatrons } from "./case-parties.js";
import { editor } from "./case-upload.js";
import { showValues } from "./case-values.js";
import { startJob } from "./jobs.js";
import { el, fill, name, problemsList } from "./say.js";
import { caseKey, linkTo } from "./state.js";

const ORIGINS = {
  shipped: "It comes with irenic and is never changed: a change makes a copy that is kept for you.",
  given: "It is the file that the server was started with, which is never changed: a change makes a copy.",
  kept: "It is kept by this app: changes go into it.",
};
const at = (id) => document.getElementById(id);
const base = `/api/cases/${encodeURIComponent(caseKey())}`;

function showAbout(found) {
  const file = `${base}/file`;
  const study = el("p", { "aria-live": "polite" });
  const facts = [
    ["Start", `end of ${found.start}`],
    ["Parties", `${found.groups.length} groups, ${found.patrons.length} outside backers, ${found.districts} districts`],
    ["A settlement would seat", `${found.government}, in ${found.capital}`],
    ["Where the extremist group counts as dislodged", found.base_districts.join(", ")],
    ["Files", found.files.join(", ")],
  ];
  fill(at("about"),
    el("p", { class: "sentence" }, name(found.summary)),
    el("dl", { class: "facts" }, facts.map(([term, text]) =>
      el("div", {}, el("dt", {}, term), el("dd", {}, name(text))))),
    el("details", {}, el("summary", {}, "Where the figures come from"), el("p", {}, name(found.source_note))),
    el("p", {}, ORIGINS[found.origin], " ", el("a", { href: file, download: "" }, "Download the case"), " · ",
      el("a", { href: "#upload" }, "Edit the text or upload another")),
    study);
  offerStudy(study).catch(showProblems);
}

/** Where a case has no study, the other views have nothing to show: offer one. */
async function offerStudy(place) {
  if ((await studies()).length) return;
  const button = el("button", { type: "button", class: "primary" }, "Run one: 256 worlds, 2 draws of luck each");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const made = await startJob("/api/studies", { case: caseKey(), worlds: 256, replicates: 2 });
      if (made) fill(place, "The study is there: ", el("a", { href: linkTo("/compare", made) }, "compare its strategies"), ".");
      await studies({ again: true });
    } catch (error) {
      showProblems(error);
    }
    button.disabled = false;
  });
  fill(place, "No study of this case yet. ", button);
}

function showGrades(found) {
  const widest = Math.max(...found.grades.map((one) => one.share), 0.01);
  const bar = (one) => el("progress", { max: widest, value: one.share, "aria-hidden": "true" });
  const rows = found.grades.map((one) => el("tr", {}, el("th", { scope: "row" }, one.grade),
    el("td", { class: "number" }, one.count), el("td", { class: "number" }, `${(100 * one.share).toFixed(0)}%`),
    el("td", { class: "bar" }, bar(one)), el("td", {}, one.meaning)));
  fill(at("grades"), el("p", { class: "sentence" }, found.known),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures by grade" },
      el("table", {}, el("caption", {}, "Figures by grade"),
        el("thead", {}, el("tr", {}, ["Grade", "Figures", "Share", "", "What the grade means"].map((text) =>
          el(text ? "th" : "td", text ? { scope: "col" } : {}, text)))),
        el("tbody", {}, rows))));
}

const count = (number, noun) => `${number === 0 ? "no" : number} ${noun}${number === 1 ? "" : "s"}`;

function showChecks(found, open) {
  const said = `${count(found.errors, "error")} and ${count(found.warnings, "warning")} in the case and what lies beside it`;
  const told = found.ok ? "The case can be used." : "Mend the errors before it can be used.";
  const rows = found.problems.map((one) => {
    const place = `${one.file}${one.line ? `, line ${one.line}` : ""}`;
    const ours = ["case.yaml", "strategies.yaml", "claims.yaml"].includes(one.file) && one.line;
    return el("tr", {}, el("th", { scope: "row" },
      el("span", { class: one.severity }, one.severity === "error" ? "✗ error" : "! warning"), el("br"), ours
        ? el("button", { type: "button", onclick: () => open(one.file, one.line), title: "Open the text there" }, place)
        : place),
      el("td", {}, el("code", {}, one.code), " ", name(`${one.path || "the file"} is ${one.given || "as it is"}`)),
      el("td", {}, name(`Expected: ${one.expected}. ${one.hint}`)));
  });
  fill(at("found"), el("p", { class: "sentence" }, `${said[0].toUpperCase()}${said.slice(1)}. ${told}`),
    rows.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Problems" },
      el("table", { class: "checks" }, el("caption", {}, "By file and line, with what to do"),
        el("thead", {}, el("tr", {}, ["Where", "What stands there", "What to do"].map((text) =>
          el("th", { scope: "col" }, text)))),
        el("tbody", {}, rows))) : null);
}

/** Show a part, or say in its place why it cannot be shown. */
async function part(place, work) {
  try {
    await work();
  } catch (error) {
    if (!error.problems) console.error(error);
    fill(place, error.problems ? problemsList(error.problems) : el("p", {}, "This part could not be shown."));
  }
}

async function showMap() {
  const found = await getJson(`${base}/figures`, { only: "map" });
  if (found.map) await drawFigure(at("map"), found.map);
  else fill(at("map"), problemsList(found.problems, "The map cannot be drawn"));
}

async function showFound(summary, values) {
  const found = await summary;
  showAbout(found);
  const edit = await showValues(at("values"), values, base);
  showGroups(at("groups"), found);
  showPatrons(at("patrons"), found);
  showIssues(at("positions"), found);
  showGrades(found);
  showOverrides(at("overrides"), found, base, edit);
  return { found, edit };
}

async function main() {
  const open = editor(at("editor"), base);
  part(at("found"), async () => showChecks(await getJson(`${base}/checks`), open));
  part(at("map"), showMap);
  const drawn = getJson(`${base}/figures`, { only: "network" });
  drawn.catch(() => null);
  const summary = getJson(base);
  try {
    await summary;
  } catch (error) {
    if (!document.querySelector("#problems .problems")) showProblems(error);
    for (const id of ["about", "where", "whom", "parties", "issues", "known"]) at(id).hidden = true;
    return;
  }
  const { found, edit } = await showFound(summary, getJson(`${base}/values`));
  await part(at("network"), async () => showNetwork({ network: at("network"), choices: at("choices"), ties: at("ties") }, found,
    (await drawn).network, edit));
  if (location.hash) document.querySelector(location.hash.replace(/[^#\w-]/g, ""))?.scrollIntoView();
}

main().catch(showProblems);
