// Changing one figure where it stands: the value, who says so and why; what is wrong is said at the field.

import { postJson } from "./api.js";
import { el, fill, name } from "./say.js";

const WHO = "irenic-analyst";
const GRADES = [["A", "A: well documented"], ["B", "B: one estimate or report"], ["C", "C: judgement"], ["D", "D: assumption"]];
let fields = 0;

function field(label, input, key) {
  fields += 1;
  const wrong = el("p", { class: "wrong", id: `wrong-${fields}`, role: "alert" });
  input.setAttribute("aria-describedby", wrong.id);
  return { key, input, wrong, row: el("div", { class: "field" }, el("label", {}, label, " ", input), wrong) };
}

function numberField(label, value, key) {
  return field(label, el("input", { type: "number", step: "any", value: value ?? "", required: true }), key);
}

/**
 * @param {object} one the figure @param {{base: string, holders: Record<string, string>}} state
 * @param {() => void} close
 */
export function editForm(one, state, close) {
  const value = one.shares ? shareFields(one, state.holders) : figureFields(one);
  const by = field("Your name or office", el("input", { type: "text", maxlength: 160, required: true,
    value: localStorage.getItem(WHO) ?? "" }), "by");
  const reason = field("Why, and on what grounds", el("textarea", { rows: 2, maxlength: 2000, required: true }), "reason");
  const general = el("div");
  const save = el("button", { type: "submit", class: "primary" }, "Put this value in place");
  const form = el("form", { class: "edit", novalidate: true, "aria-label": `Change ${one.label}`,
    onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } } },
  el("fieldset", {}, el("legend", {}, name(`${one.section}: ${one.label}`)), value.place), by.row, reason.row, general,
  el("p", { class: "actions" }, save, el("button", { type: "button", onclick: close }, "Leave it as it is")),
  el("p", {}, "The case's file keeps what it says; your value stands beside it with your name, your reason and the date."));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    save.disabled = true;
    const all = [...value.fields(), by, reason];
    clear(all, general);
    await send(one, state, { value, by, reason, all, general });
    save.disabled = false;
  });
  return form;
}

function figureFields(one) {
  const [low, best, high] = ["low", "best", "high"].map((key) =>
    numberField({ low: "Low (5 in 100)", best: "Best", high: "High (95 in 100)" }[key], one[key], key));
  const select = el("select", {}, GRADES.map(([grade, text]) => el("option", { value: grade }, text)));
  select.value = one.grade;
  const grade = field("Grade", select, "grade");
  const parts = [low, best, high, grade];
  return { place: el("div", { class: "fields" }, parts.map((part) => part.row)), fields: () => parts,
    read: (by, reason) => ({ low: asNumber(low), best: asNumber(best), high: asNumber(high), grade: select.value,
      source: `${by}: ${reason}`.slice(0, 8000) }) };
}

function shareFields(one, holders) {
  const parts = [];
  const place = el("div", { class: "fields" });
  const sum = el("p", { class: "sum", "aria-live": "polite" });
  const tell = () => {
    const whole = parts.reduce((total, part) => total + (asNumber(part) ?? 0), 0);
    sum.textContent = `Together ${Number(whole.toFixed(4))}; it must be 1.`;
  };
  const add = (holder, share) => {
    const part = numberField(called(holder, holders), share, holder);
    part.input.addEventListener("input", tell);
    parts.push(part);
    place.append(part.row);
  };
  Object.entries(one.shares).forEach(([holder, share]) => add(holder, share));
  const others = Object.keys(holders).filter((holder) => !(holder in one.shares));
  const more = el("select", { "aria-label": "Add a holder" }, el("option", { value: "" }, "Add a holder …"),
    others.map((holder) => el("option", { value: holder }, called(holder, holders))));
  more.addEventListener("change", () => {
    if (!more.value) return;
    add(more.value, 0);
    more.querySelector(`option[value="${CSS.escape(more.value)}"]`)?.remove();
    more.value = "";
    parts.at(-1).input.focus();
    tell();
  });
  tell();
  return { place: el("div", {}, place, sum, more), fields: () => parts,
    read: () => Object.fromEntries(parts.map((part) => [part.key, asNumber(part)])
      .filter(([holder, share]) => share !== 0 || holder in one.shares)) };
}

function called(holder, holders) {
  return holders[holder] && holders[holder] !== holder ? `${holder}: ${holders[holder]}` : holder;
}

function asNumber(part) {
  return part.input.value.trim() === "" || !Number.isFinite(Number(part.input.value)) ? null : Number(part.input.value);
}

function clear(all, general) {
  fill(general);
  for (const part of all) say(part, "");
}

function say(part, text) {
  part.wrong.textContent = text;
  if (text) part.input.setAttribute("aria-invalid", "true");
  else part.input.removeAttribute("aria-invalid");
}

async function send(one, state, form) {
  const by = form.by.input.value.trim();
  const reason = form.reason.input.value.trim();
  const empty = form.all.filter((part) => part.input.value.trim() === "");
  empty.forEach((part) => say(part, part.input.type === "number" ? "Write a number." : "Write something here."));
  if (empty.length) {
    empty[0].input.focus();
    return;
  }
  localStorage.setItem(WHO, by);
  try {
    const body = { figure: one.place, value: form.value.read(by, reason), by, reason };
    const kept = await postJson(`${state.base}/overrides`, body);
    const query = new URLSearchParams({ case: kept.case, figure: one.place });
    location.assign(`/case?${query}`);
  } catch (error) {
    if (!error.problems) throw error;
    place(error.problems, one, form);
  }
}

/** Say each problem at the field that it is about, the others above the buttons. */
function place(problems, one, form) {
  const rest = [];
  for (const problem of problems) {
    const last = problem.path.split(".").at(-1);
    const part = form.all.find((candidate) => candidate.key === last && problem.path !== one.place)
      ?? (problem.path === one.place ? form.all[one.shares ? 0 : 1] : null);
    const text = `${problem.given ? `This is ${problem.given}; expected` : "Expected"} ${problem.expected}. `
      + problem.hint.replace(/ ?It was set by overrides\[\d+\]\./, "");
    if (part) say(part, `${part.wrong.textContent} ${text}`.trim());
    else rest.push([problem, text]);
  }
  if (rest.length) {
    fill(form.general, el("ul", { class: "wrong", role: "alert" }, rest.map(([problem, text]) =>
      el("li", {}, el("code", {}, problem.code), " ", name(problem.path || problem.file), ": ", name(text)))));
  }
  form.all.find((part) => part.input.hasAttribute("aria-invalid"))?.input.focus();
}
