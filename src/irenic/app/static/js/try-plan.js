// The levers of a plan as sliders, by phase. A slider asks the server for a change of the text.

import { problemText } from "./try-editor.js";
import { el, fill, name } from "./say.js";
import { leverBlock, leverChoice, say, setValue } from "./try-lever.js";

/** The sliders of the page; `onChange` is called with a change for the server and what it is in words. */
export class Sliders {
  constructor(catalogue, onChange) {
    this.place = document.getElementById("sliders");
    this.levers = new Map(catalogue.levers.map((lever) => [lever.id, lever]));
    this.mostPhases = catalogue.most_phases;
    this.onChange = onChange;
    this.apart = new Set(); // levers whose single value is shown one by one
    this.shape = "";
    this.open = new Map();
    this.refusal = null;
  }

  /** Show the parts of a plan; while it cannot be read or is looked back at, sliders do not move. */
  show(parts, { still = false } = {}) {
    this.parts = parts;
    this.place.toggleAttribute("disabled", still);
    const shape = JSON.stringify(parts.map((part) => [part.phase, part.facts,
      part.settings.map((one) => [one.lever, one.rules, one.values.map((value) => value.of)])]))
      + [...this.apart].join();
    if (shape === this.shape && !this.refusal) return this.move(parts);
    this.shape = shape;
    this.draw(parts);
  }

  /** Values only: the sliders stay where they are on the page, and in the hand. */
  move(parts) {
    for (const part of parts) {
      for (const [which, rule] of [["when", part.when], ["until", part.until]]) {
        const input = this.find(`${part.phase}/${which}`);
        if (input && input !== document.activeElement) input.value = rule;
      }
      for (const setting of part.settings) this.moveSetting(part, setting);
    }
  }

  moveSetting(part, setting) {
    const lever = this.levers.get(setting.lever);
    const values = this.apart.has(`${part.phase}/${lever.id}`) ? onebyone(lever, setting) : setting.values;
    for (const value of values) setValue(this.find(keyOf(part, lever, value.of)), lever, value.value);
  }

  find(key) {
    return [...this.place.querySelectorAll("[data-key]")].find((input) => input.dataset.key === key) ?? null;
  }

  draw(parts) {
    const held = document.activeElement?.dataset?.key;
    for (const one of this.place.querySelectorAll("details[data-part]")) this.open.set(one.dataset.part, one.open);
    const few = parts.length <= 2;
    fill(this.place, el("legend", { class: "apart" }, "Levers of the plan"),
      parts.map((part) => this.part(part, few)), this.adder(parts));
    if (held) this.find(held)?.focus();
  }

  part(part, few) {
    const first = part.phase === "";
    const title = first ? "From month 1" : ["Phase ", name(part.phase)];
    const open = this.open.get(part.phase) ?? (first || few);
    return el("details", { class: "part", open, data: { part: part.phase } },
      el("summary", {}, el("h3", {}, title), first ? null : el("span", { class: "hint" }, part.when ? name(part.when) : "from month 1")),
      first ? null : this.rules(part),
      part.settings.map((setting) => this.lever(part, setting)),
      part.settings.length ? null : el("p", { class: "hint" }, "No lever is used. Add one below."),
      this.addLever(part),
      first ? null : el("button", { type: "button", onclick: () => this.send({ kind: "phase", phase: part.phase, do: "remove" },
        `Phase ${part.phase} taken out`) }, `Take out phase ${part.phase}`));
  }

  rules(part) {
    const rule = (which, label, text, hint) => {
      const refused = this.refusal?.phase === part.phase && this.refusal.which === which ? this.refusal : null;
      const id = `rule-${part.phase}-${which}`;
      return el("div", { class: "rule" }, el("label", { for: id }, label),
        el("input", { id, value: refused?.rule ?? text, placeholder: hint, "aria-invalid": refused ? "true" : null,
          "aria-describedby": refused ? `${id}-refused` : null, autocomplete: "off", spellcheck: "false",
          data: { key: `${part.phase}/${which}` }, onchange: (event) => this.send(
            { kind: "rule", phase: part.phase, which, rule: event.target.value },
            `Phase ${part.phase} ${which === "when" ? "starts" : "ends"} when: ${event.target.value || "no rule"}`) }),
        refused ? el("p", { id: `${id}-refused`, class: "fault" }, refused.problems.flatMap(problemText)) : null);
    };
    return [rule("when", "Starts when", part.when, "from month 1"), rule("until", "Ends when", part.until, "never"),
      part.facts.length ? el("p", { class: "hint" }, `Also: ${part.facts.join("; ")}.`) : null];
  }

  lever(part, setting) {
    const lever = this.levers.get(setting.lever);
    const key = `${part.phase}/${lever.id}`;
    const shown = this.apart.has(key) ? { ...setting, values: onebyone(lever, setting) } : setting;
    const where = part.phase ? `Phase ${part.phase}: ` : "";
    return leverBlock(lever, shown, {
      key: (of) => keyOf(part, lever, of),
      set: (of, value, old) => this.send({ kind: "lever", phase: part.phase, lever: lever.id, of, value },
        `${where}${lever.label}${of.length ? ` (${label(lever, of)})` : ""}: ${old === null ? "added at" : `${say(lever, old)} →`} ${say(lever, value)}`),
      remove: (of) => this.send({ kind: "lever", phase: part.phase, lever: lever.id, of, value: null },
        `${where}${lever.label}${of.length ? ` (${label(lever, of)})` : ""} taken out`),
      apart: () => { this.apart.add(key); this.show(this.parts); },
    });
  }

  addLever(part) {
    const used = new Set(part.settings.map((setting) => setting.lever));
    const left = [...this.levers.values()].filter((lever) => !used.has(lever.id));
    return leverChoice(left, part.phase ? `Add a lever to phase ${part.phase}` : "Add a lever", (lever, of) => {
      const now = this.parts[0].settings.find((one) => one.lever === lever.id)?.values.find((one) => !one.of.length);
      const value = part.phase && now ? now.value : lever.default;
      this.send({ kind: "lever", phase: part.phase, lever: lever.id, of, value },
        `${part.phase ? `Phase ${part.phase}: ` : ""}${lever.label} added at ${say(lever, value)}`);
    });
  }

  adder(parts) {
    if (parts.length - 1 >= this.mostPhases) return el("p", { class: "hint" }, `A plan has at most ${this.mostPhases} phases.`);
    const taken = parts.map((part) => part.phase);
    const free = Array.from({ length: 13 }, (_, i) => `phase_${i + 1}`).find((one) => !taken.includes(one));
    const id = el("input", { id: "new-phase", value: free, pattern: "[a-z][a-z0-9_]{0,39}", autocomplete: "off", spellcheck: "false" });
    const when = el("input", { id: "new-when", value: "month >= 13", autocomplete: "off", spellcheck: "false" });
    const lever = el("select", { id: "new-lever" }, [...this.levers.values()].map((one) => el("option", { value: one.id }, one.label)));
    const add = () => this.send({ kind: "phase", do: "add", phase: id.value, when: when.value, lever: lever.value },
      `Phase ${id.value} added`);
    const refused = this.refusal?.phase === "" ? this.refusal : null;
    return el("details", { class: "part", data: { part: "+" }, open: refused || this.open.get("+") },
      el("summary", {}, el("h3", {}, "Add a phase")),
      el("div", { class: "rule" }, el("label", { for: "new-phase" }, "Name"), id),
      el("div", { class: "rule" }, el("label", { for: "new-when" }, "Starts when"), when),
      el("div", { class: "rule" }, el("label", { for: "new-lever" }, "First lever"), lever),
      refused ? el("p", { class: "fault" }, refused.problems.flatMap(problemText)) : null,
      el("button", { type: "button", onclick: add }, "Add the phase"));
  }

  async send(change, why) {
    const had = this.refusal;
    this.refusal = null;
    const problems = await this.onChange(change, why);
    if (problems?.length) {
      const phase = change.kind === "rule" ? change.phase : change.kind === "phase" && change.do === "add" ? "" : null;
      this.refusal = { phase, which: change.which, rule: change.rule, problems };
    }
    if (had || this.refusal) {
      this.draw(this.parts);
      this.refusal = this.refusal?.phase === null ? null : this.refusal;
    }
  }
}

function keyOf(part, lever, of) {
  return `${part.phase}/${lever.id}/${of.join("+")}`;
}

function onebyone(lever, setting) {
  const all = setting.values.find((value) => !value.of.length);
  return lever.members.map(({ of }) => setting.values.find((value) => value.of.join() === of.join())
    ?? (all ? { of, value: all.value } : null)).filter(Boolean);
}

function label(lever, of) {
  return lever.members.find((member) => member.of.join() === of.join())?.label ?? of.join(" and ");
}
