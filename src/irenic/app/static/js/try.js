// The view "try": change a plan, predict, run, and see what changed. The plan's text is the one source.

import { getJson, postJson } from "./api.js";
import { showProblems, studies } from "./frame.js";
import { startJob } from "./jobs.js";
import { el, fill, name, problemsList } from "./say.js";
import { caseKey, get, getNumber, set } from "./state.js";
import { asked, clearGuess, question, setUpGuess } from "./try-guess.js";
import { Editor } from "./try-editor.js";
import { History } from "./try-history.js";
import { MOST_PACKED, pack, unpack } from "./try-link.js";
import { Sliders } from "./try-plan.js";
import { showRefined, showTrial, sizeOf } from "./try-results.js";

const by = (id) => /** @type {any} */ (document.getElementById(id));
const path = `/api/cases/${encodeURIComponent(caseKey())}`;
const WORLDS = [64, 256, 1024];
const REFINED = { worlds: 1024, replicates: 4 };

const past = new History();
let catalogue, sliders, editor;
let back = false; // looking at the plan before the last change
let turn = 0; // of the newest request; answers to older ones are dropped
let asking = null;
let months = null;
let notice = ""; // on the link that the page was opened with

async function start() {
  const refined = get("refined");
  catalogue = await getJson(`${path}/plans`);
  setUpMenus();
  setUpGuess(() => refresh());
  editor = new Editor({ onText: (text) => read(text, "The text was changed", { typed: true }), onEnd: () => past.closeTyping() });
  editor.area.readOnly = true; // until there is a plan
  sliders = new Sliders(catalogue, change);
  await firstPlan();
  listenToMenus();
  listenToButtons();
  await run(null);
  if (refined) await showStored(refined);
  else if (get("ran")) await runPlan();
}

async function firstPlan() {
  const packed = get("plan");
  const kept = packed ? await unpack(packed, catalogue.most_characters) : null;
  if (packed && kept === null) {
    notice = "The plan in this link could not be read; this is the one that it started from.";
    set({ plan: "" }, { quiet: true });
  }
  if (kept === null) return startFrom(by("start").value, { first: true });
  return read(kept, "The plan of the link", { first: true });
}

async function startFrom(strategy, how = {}) {
  const { text } = await getJson(`${path}/plans/${encodeURIComponent(strategy)}`);
  const label = catalogue.strategies.find((one) => one.name === strategy).label;
  return read(text, `Started from: ${label}`, how);
}

// The plan

/** Read a text; it becomes the plan, whatever is wrong with it. */
async function read(text, why, { typed = false, first = false } = {}) {
  try {
    const plan = await postJson(`${path}/plans`, { text });
    past.push(plan, why, { typed });
    await (first ? showPlan() : planChanged());
  } catch (error) {
    if (first) throw error; // nothing can be done without a plan
    showProblems(error);
  }
}

/** Ask for a change of the text. @returns {Promise<object[]>} what kept it from being made */
async function change(one, why) {
  try {
    const plan = await postJson(`${path}/plans`, { text: past.now.text, change: one });
    if (plan.text !== past.now.text) {
      past.push(plan, why);
      await planChanged();
    } else if (plan.problems.length) {
      sliders.show(past.lastSound.plan.sliders);
      return plan.problems;
    }
  } catch (error) {
    showProblems(error);
  }
  return [];
}

/** Another plan stands: show it, keep it in the address, and run it where nobody wants to guess first. */
async function planChanged() {
  back = false;
  set({ refined: "" }, { quiet: true });
  await showPlan();
  await keepPlan();
  const sound = past.now.plan.sliders !== null;
  if (sound && get("ran") && !by("predict").checked) await runPlan();
  else if (get("ran")) await showKnown();
}

function shownEntry() {
  return back && past.before ? past.before : past.now;
}

async function showPlan() {
  const entry = shownEntry();
  const sound = entry.plan.sliders ? entry : past.lastSound;
  const still = back || entry.plan.sliders === null;
  if (sound) sliders.show(sound.plan.sliders, { still });
  fill(by("about"), sound ? [el("strong", {}, name(sound.plan.label)), ". ", name(sound.plan.summary)] : null);
  editor.area.readOnly = back;
  editor.show(entry.plan);
  const faults = entry.plan.problems.length;
  if (faults && !by("text-panel").open) {
    fill(by("plan-problems"), problemsList(entry.plan.problems, "The plan's text cannot be read as it stands"));
  } else fill(by("plan-problems"), null);
  by("undo").disabled = !past.canUndo;
  by("redo").disabled = !past.canRedo;
  by("replay").disabled = !past.before?.plan.sliders || !past.now.plan.sliders;
  by("replay").setAttribute("aria-pressed", String(back));
  by("replay").textContent = back ? "Showing before: go to after" : "Replay the last change";
  fill(by("last-change"), past.at > 0 ? [back ? "Before this change: " : "Last change: ", name(past.now.why), "."] : notice || null);
  refresh();
}

async function keepPlan() {
  const packed = await pack(past.now.text);
  if (packed.length > MOST_PACKED) say("This plan is too long for a link: copy its text instead.");
  set({ plan: past.at === 0 && !get("plan") ? "" : packed.length > MOST_PACKED ? "" : packed }, { quiet: true });
}

// Running

function settings() {
  return { baseline: by("against").value, worlds: Number(by("worlds").value), seed: seed(),
    series: [by("first").value, by("second").value] };
}

function seed() {
  const value = Math.trunc(Number(by("seed").value));
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), 2147483647) : 1;
}

/** Run the plan that is shown, or the baseline alone; only the newest answer is shown. */
async function run(entry, guess = null) {
  const mine = (turn += 1);
  asking?.abort();
  asking = new AbortController();
  const now = settings();
  const key = JSON.stringify([now, guess]);
  const began = performance.now();
  try {
    let trial = entry?.results.get(key);
    if (!trial) {
      wait(true, entry ? "Running the plan…" : "Running the baseline…");
      trial = await postJson(`${path}/trials`, { ...now, text: entry ? entry.text : null, guess }, asking.signal);
      if (entry) entry.results.set(key, trial);
    }
    if (mine !== turn) return;
    await show(trial, entry, began);
  } catch (error) {
    if (mine !== turn || error.name === "AbortError") return;
    showProblems(error);
    state("refused");
  } finally {
    if (mine === turn) wait(false);
  }
}

async function show(trial, entry, began) {
  months = trial.months;
  question(label("first"), months, label("against"));
  showProblems(null);
  await showTrial(trial);
  showRefined(trial.study);
  const took = performance.now() - began;
  by("try").dataset.ms = String(Math.round(took));
  say(entry ? `${trial.study ? "Refined: " : ""}${sizeOf(trial)}.` : `The baseline alone: ${sizeOf(trial)}. Change the plan, then run it.`);
  state(entry ? (trial.study ? "refined" : "ran") : "fresh");
}

/** Run the plan with the guess as it is; the guess was about this plan, so it stays with its results. */
async function runPlan({ skip = false } = {}) {
  if (!past.now.plan.sliders) return;
  back = false;
  const guess = by("predict").checked && !skip ? asked() : null;
  past.now.guess = guess;
  set({ ran: "1", refined: "" }, { quiet: true });
  await showPlan();
  await run(past.now, guess);
  refresh();
}

/** Show what is known of the plan that stands; else say that it has yet to be run. */
async function showKnown() {
  const entry = shownEntry();
  if (!entry.plan.sliders) return refresh();
  const known = entry.results.get(JSON.stringify([settings(), entry.guess ?? null]));
  if (known || !by("predict").checked || back) return run(entry, entry.guess ?? null);
  asking?.abort();
  turn += 1;
  wait(false);
  clearGuess();
  say("The plan has changed; below is what the one before did. What do you expect now?");
  state("outdated");
  return refresh();
}

async function refine() {
  const entry = past.now;
  const { series, ...now } = settings();
  by("refine").disabled = true;
  try {
    const result = await startJob(`${path}/trials/refine`, { ...now, ...REFINED, text: entry.text });
    if (!result || past.now !== entry) return;
    studies({ again: true }).catch(showProblems);
    set({ refined: result.study }, { quiet: true });
    await showStored(result.study);
  } catch (error) {
    showProblems(error);
  } finally {
    by("refine").disabled = false;
  }
}

async function showStored(study) {
  const mine = (turn += 1);
  const { series } = settings();
  const guess = past.now.guess;
  const query = { series, guess: guess?.direction, confidence: guess?.confidence };
  const began = performance.now();
  try {
    const trial = await getJson(`${path}/trials/${encodeURIComponent(study)}`, query);
    if (mine === turn) await show(trial, past.now, began);
  } catch (error) {
    if (mine === turn) showProblems(error);
  }
}

// The page around it

function refresh() {
  const sound = past.now?.plan.sliders !== null;
  const predicts = by("predict").checked;
  by("guess").hidden = !predicts;
  by("skip").hidden = !predicts;
  by("run").disabled = !sound || (predicts && asked() === null);
  by("skip").disabled = !sound;
  by("run").textContent = predicts ? "Run and compare with the guess" : "Run";
  if (!sound) say("The plan's text has problems: mend them, then run it.");
}

let ticking = 0;
function wait(on, what = "") {
  by("waiting").hidden = !on;
  clearInterval(ticking);
  if (!on) return;
  const began = Date.now();
  say(what);
  state("running");
  ticking = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    if (seconds >= 2) say(`${what} ${seconds} s. The first run of a case makes its engine ready, which takes some seconds.`);
  }, 1000);
}

function say(text) {
  if (by("status").textContent !== text) by("status").textContent = text;
}

function state(word) {
  by("try").dataset.state = word;
}

function label(id) {
  return by(id).selectedOptions[0]?.textContent ?? "";
}

function options(id, choices, wanted) {
  const known = choices.some(([value]) => value === wanted) ? wanted : choices[0][0];
  fill(by(id), choices.map(([value, text]) => el("option", { value, selected: value === known }, text)));
}

function setUpMenus() {
  const plans = catalogue.strategies.map((one) => [one.name, one.label]);
  const series = catalogue.series.map((one) => [one.id, one.label]);
  const has = (id, otherwise) => (catalogue.strategies.some((one) => one.name === id) ? id : otherwise);
  const last = catalogue.strategies.findLast((one) => one.reference) ?? catalogue.strategies.at(-1);
  options("start", plans, get("strategy", has("bottom_up", last.name)));
  options("against", plans, get("against", has("nothing", plans[0][0])));
  options("first", series, get("first", "extremist_strength"));
  options("second", series, get("second", "acceptance"));
  if (by("first").value === by("second").value) by("second").selectedIndex = by("first").selectedIndex ? 0 : 1;
  apart();
  options("worlds", WORLDS.map((count) => [String(count), count.toLocaleString("en")]), get("worlds", "256"));
  by("seed").value = String(getNumber("seed", 1));
  by("predict").checked = get("predict", "1") !== "0";
}

function listenToMenus() {
  by("start").addEventListener("change", async () => {
    set({ strategy: by("start").value, plan: "" }, { quiet: true });
    await startFrom(by("start").value).catch(showProblems);
  });
  const kept = { against: "against", first: "first", second: "second", worlds: "worlds", seed: "seed" };
  for (const [id, key] of Object.entries(kept)) {
    by(id).addEventListener("change", () => {
      apart();
      set({ [key]: id === "seed" ? seed() : by(id).value }, { quiet: true });
      settingsChanged(id).catch(showProblems);
    });
  }
}

/** Two charts of the same series say no more than one. */
function apart() {
  for (const [one, other] of [["first", "second"], ["second", "first"]]) {
    for (const option of by(one).options) option.disabled = option.value === by(other).value;
  }
}

/** Other series, another baseline, other worlds: what is shown is shown anew. */
async function settingsChanged(id) {
  const stored = get("refined");
  if (stored && (id === "first" || id === "second")) return showStored(stored);
  set({ refined: "" }, { quiet: true });
  clearGuess();
  past.now.guess = null;
  return get("ran") && past.now.plan.sliders ? run(shownEntry()) : run(null);
}

function listenToButtons() {
  const going = (move) => async () => {
    past[move]();
    await planChanged();
  };
  const [undo, redo] = [going("undo"), going("redo")];
  by("undo").addEventListener("click", undo);
  by("redo").addEventListener("click", redo);
  by("replay").addEventListener("click", async () => {
    back = !back;
    await showPlan();
    await run(shownEntry(), shownEntry().guess ?? null);
  });
  by("run").addEventListener("click", () => runPlan());
  by("skip").addEventListener("click", () => runPlan({ skip: true }));
  by("refine").addEventListener("click", refine);
  by("text-panel").addEventListener("toggle", () => showPlan());
  by("predict").addEventListener("change", () => {
    set({ predict: by("predict").checked ? "" : "0" }, { quiet: true });
    refresh();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLTextAreaElement || (event.target instanceof HTMLInputElement && !["range", "radio", "checkbox"].includes(event.target.type));
    if (typing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    (key === "y" || event.shiftKey ? redo : undo)();
  });
}

start().catch((error) => {
  wait(false);
  state("refused");
  showProblems(error);
});
