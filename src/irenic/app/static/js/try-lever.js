// One lever: a slider for all that it reaches, or one for each, with unit, range, effect and cost.

import { el, name } from "./say.js";

const NOUN = { group: "group", pair: "two groups", district: "district", issue: "issue", patron: "patron" };
const ALL = { group: "All groups", pair: "All pairs of groups", district: "All districts", issue: "All issues", patron: "All patrons" };
let ids = 0;

/** A value of a lever with its unit, such as "100 strikes a month" or "0.5". */
export function say(lever, value) {
  const number = Number(value.toPrecision(4)).toLocaleString("en", { maximumFractionDigits: 3 });
  return /^(0-1|-1\.\.1)$/.test(lever.unit) ? number : `${number} ${lever.unit}`;
}

/** Move a slider that is on the page. */
export function setValue(slider, lever, value) {
  if (!slider) return;
  slider.value = String(value);
  slider.dataset.value = String(value);
  slider.setAttribute("aria-valuetext", say(lever, value));
  const output = slider.parentElement?.querySelector("output");
  if (output) output.textContent = say(lever, value);
}

/**
 * @param {object} lever @param {{values: Array<{of: string[], value: number}>, rules: string[]}} setting
 * @param {{key: Function, set: Function, remove: Function, apart: Function}} act
 */
export function leverBlock(lever, setting, act) {
  const effect = `effect-${(ids += 1)}`;
  const whole = setting.values.length === 1 && !setting.values[0].of.length;
  return el("div", { class: "lever", role: "group", "aria-label": lever.label },
    el("div", { class: "lever-head" }, el("strong", {}, lever.label),
      el("button", { type: "button", class: "small", onclick: () => act.remove([]), "aria-label": `Take out ${lever.label}` }, "×")),
    el("p", { class: "hint", id: effect }, about(lever)),
    setting.values.map((value) => slider(lever, value, effect, act, whole)),
    setting.rules.map((rule) => el("p", { class: "hint" }, "By rule: ", name(rule), ". Change it in the text.")),
    lever.members.length > 1 ? more(lever, setting, act, whole) : null);
}

function about(lever) {
  const range = `${lever.lower.toLocaleString("en")} to ${lever.upper.toLocaleString("en")} ${/^(0-1|-1\.\.1)$/.test(lever.unit) ? "" : lever.unit}`.trim();
  const price = lever.money ? `; USD ${lever.money} million per unit and month (placeholder)` : "";
  return `${lever.effect}. ${range}. Cost: ${lower(lever.cost)}${price}.`;
}

function lower(text) {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function slider(lever, { of, value }, effect, act, whole) {
  const member = lever.members.find((one) => one.of.join() === of.join());
  const title = whole ? ALL[lever.shape] ?? "" : member?.label ?? of.join(" and ");
  const label = title ? `${lever.label}: ${title}` : lever.label;
  const input = el("input", { type: "range", min: lever.lower, max: lever.upper, step: lever.step, "aria-label": label,
    "aria-describedby": effect, data: { key: act.key(of) } });
  const output = el("output", {});
  const row = el("div", { class: "slider" }, title ? el("span", { class: "whom" }, name(title)) : null, input, output,
    whole ? null : el("button", { type: "button", class: "small", onclick: () => act.remove(of), "aria-label": `Take out ${label}` }, "×"));
  setValue(input, lever, value);
  let timer = 0;
  input.addEventListener("input", () => {
    output.textContent = say(lever, Number(input.value));
    input.setAttribute("aria-valuetext", say(lever, Number(input.value)));
  });
  input.addEventListener("change", () => {
    clearTimeout(timer); // keys change a slider step by step; the last step counts
    timer = setTimeout(() => act.set(of, Number(input.value), Number(input.dataset.value)), 60);
  });
  return row;
}

function more(lever, setting, act, whole) {
  if (whole) {
    return el("button", { type: "button", class: "small", onclick: () => act.apart() }, `A value for each ${NOUN[lever.shape] === "two groups" ? "pair" : NOUN[lever.shape]}`);
  }
  const taken = new Set(setting.values.map((value) => value.of.join()));
  const left = lever.members.filter((member) => !taken.has(member.of.join()));
  if (!left.length) return null;
  const choose = el("select", { "aria-label": `Also use ${lever.label} for`, onchange: (event) => {
    const member = left[event.target.selectedIndex - 1];
    if (member) act.set(member.of, setting.values[0]?.value ?? lever.default, null);
  } }, el("option", {}, `Also for…`), left.map((member) => el("option", {}, member.label)));
  return el("p", {}, choose);
}

/** A form that adds a lever, for all that it reaches or for one. */
export function leverChoice(levers, title, add) {
  if (!levers.length) return null;
  const whom = el("select", { "aria-label": `${title}: for whom`, hidden: true });
  const list = el("select", { "aria-label": title, onchange: () => refill() },
    el("option", { value: "" }, `${title}…`), levers.map((lever) => el("option", { value: lever.id }, lever.label)));
  const button = el("button", { type: "button", disabled: true, "aria-label": `${title}: add`, onclick: () => {
    const lever = levers[list.selectedIndex - 1];
    add(lever, whom.selectedIndex > 0 ? lever.members[whom.selectedIndex - 1].of : []);
  } }, "Add");
  function refill() {
    const lever = levers[list.selectedIndex - 1];
    button.disabled = !lever;
    whom.hidden = !lever?.members.length;
    whom.replaceChildren(...(lever?.members.length
      ? [el("option", {}, ALL[lever.shape]), ...lever.members.map((member) => el("option", {}, member.label))] : []));
  }
  return el("div", { class: "adder row" }, list, whom, button);
}
