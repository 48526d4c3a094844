// The ledger: counts, the figure of all claims, and the list by which one is chosen.

import { drawFigure } from "./figures.js";
import { el, fill, name } from "./say.js";

const SIGNS = { holds: "▲", mixed: "◆", fails: "▼", "can't tell": "✚" };
const ORDER = ["oppose", "differ", "agree", "no comparison"];

/** A verdict with its sign: never by colour alone. */
export function verdictBadge(verdict) {
  const kind = { holds: "holds", mixed: "mixed", fails: "fails" }[verdict] ?? "open";
  return el("span", { class: `verdict ${kind}` }, el("span", { "aria-hidden": "true" }, `${SIGNS[verdict] ?? ""} `), verdict);
}

/**
 * @param {HTMLElement} place @param {HTMLElement} detail where a claim is told
 * @param {object} ledger as /ledger gives it @param {(claim: string) => void} choose
 */
export async function showLedger(place, detail, ledger, choose) {
  const figure = el("div", { id: "ledger-figure" });
  const list = el("div", { id: "claim-list" });
  fill(detail, el("p", {}, "Choose a claim in the chart or in the list: what it says, how it was tried, what came of it, when it fails, "
    + "and the worlds behind it."));
  fill(place, el("p", { class: "sentence" }, ledger.said[0]), ledger.warnings.map((text) => el("p", { class: "changed", role: "note" },
    el("strong", {}, "Mind: "), text)),
  el("ul", { class: "answer" }, ledger.said.slice(1).map((text) => el("li", {}, text))),
  el("div", { class: "ledger" }, el("div", { class: "all" }, figure, el("h3", {}, "Claim by claim, disagreements first"),
    filters(list), list), detail));
  fill(list, ORDER.map((standing) => group(ledger.claims.filter((one) => one.standing === standing), choose)));
  await drawFigure(figure, ledger.figure, { ready: (view) => listen(view, choose) });
  figure.classList.add("choosable");
}

/** A click on a row of the chart chooses its claim. */
function listen(view, choose) {
  view.addEventListener("click", (event, item) => {
    const claim = item?.datum?.id ?? item?.datum?.datum?.id;
    if (typeof claim === "string") choose(claim);
  });
}

function filters(list) {
  const verdicts = ["all", ...Object.keys(SIGNS)];
  const pick = (verdict) => (event) => {
    for (const row of list.querySelectorAll("li[data-verdict]")) {
      row.hidden = verdict !== "all" && row.dataset.verdict !== verdict;
    }
    for (const part of list.querySelectorAll("section")) {
      part.hidden = !part.querySelector("li:not([hidden])");
    }
    for (const button of event.target.closest("p").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.currentTarget));
    }
  };
  return el("p", { class: "filters", role: "group", "aria-label": "Show verdicts" }, verdicts.map((verdict) =>
    el("button", { type: "button", "aria-pressed": String(verdict === "all"), onclick: pick(verdict) },
      verdict === "all" ? "All" : `${SIGNS[verdict]} ${verdict}`)));
}

function group(claims, choose) {
  if (!claims.length) return null;
  return el("section", {}, el("h4", {}, `${claims[0].standing_in_words} (${claims.length})`),
    el("ul", { class: "claims" }, claims.map((one) => el("li", { data: { verdict: one.verdict } },
      el("button", { type: "button", data: { claim: one.claim }, onclick: () => choose(one.claim) },
        el("span", { class: "wording" }, el("strong", {}, name(one.claim)), " ", name(one.wording)),
        el("span", { class: "facts" }, verdictBadge(one.verdict),
          one.odds ? el("span", {}, `holds in ${one.odds}`) : null,
          el("span", {}, "record: ", name(one.record || "no word"))))))));
}
