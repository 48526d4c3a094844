// The map: one run month by month, beside it perhaps another strategy's in the same world.

import { getJson } from "./api.js";
import { drawFigure, setParams } from "./figures.js";
import { showProblems, study } from "./frame.js";
import { fillDistricts, fillMeasures, fillRun, listenToMenus, wanted } from "./map-controls.js";
import { DistrictPanel } from "./map-district.js";
import { offerStudy } from "./map-offer.js";
import { ownsKeys, Player } from "./map-player.js";
import { markMonth, monthName, showMoment, showParting, showTimeline } from "./map-story.js";
import { el, fill, name } from "./say.js";
import { caseKey, get, getNumber, onChange, set } from "./state.js";

const at = (id) => /** @type {any} */ (document.getElementById(id));
/** What is shown: the study, one run or two, and a view of each map. */
const shown = { study: null, runs: [], views: [], key: "", measure: null, params: { month: 0, district: "" } };
const LEAST_HEIGHT = 240;
const signs = { turn: 0, stop: null };

const player = new Player({ frame: paint, whole: wholeMonth, state: playing });
const panel = new DistrictPanel({ go });

/** Path of a run in the interface. */
function pathOf(run) {
  return `/api/studies/${encodeURIComponent(run.study)}/runs/${encodeURIComponent(run.strategy)}/${run.world}/${run.replicate}`;
}

/** Fetch the run that the address asks for, and draw it. */
async function load() {
  const mine = ++signs.turn;
  signs.stop?.abort();
  signs.stop = new AbortController();
  const { signal } = signs.stop;
  player.pause();
  const busy = setTimeout(() => say("Replaying the run. The first one of a case prepares its engine, which takes a while."), 400);
  try {
    const one = await study();
    if (mine !== signs.turn) return;
    if (!one) return void await offerStudy(at("offer"), { reload });
    const runs = await runsOf(one, signal);
    if (mine !== signs.turn) return;
    clearTimeout(busy);
    fill(at("offer"));
    Object.assign(shown, { study: one, runs });
    describeRun();
    await draw(signal);
    await follow(signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (error.problems?.some((problem) => problem.code === "cannot_replay")) {
      await offerStudy(at("offer"), { reload, old: await study(), problems: error.problems });
    } else showProblems(error);
  } finally {
    clearTimeout(busy);
    if (mine === signs.turn && !shown.runs.length) say("");
  }
}

async function runsOf(one, signal) {
  const asked = wanted();
  const base = `/api/studies/${encodeURIComponent(one.study)}/runs`;
  const strategy = asked.strategy || one.strategies[0];
  const first = await getJson(`${base}/${encodeURIComponent(strategy)}`,
    { pick: asked.world, by: asked.by, replicate: asked.replicate }, signal);
  if (!asked.against || asked.against === strategy) return [first];
  const second = await getJson(`${base}/${encodeURIComponent(asked.against)}`,
    { pick: first.world, replicate: first.replicate }, signal);
  return [first, second];
}

function describeRun() {
  const [run] = shown.runs;
  fillRun(run, shown.study);
  fillMeasures(run.measures);
  fillDistricts(run.districts);
  say(`World ${run.world}, replicate ${run.replicate}. ${run.how} ${run.typical.join(" ")}`);
  at("player").hidden = at("events").hidden = false;
  at("month").max = String(run.months.length - 1);
  player.last = run.months.length - 1;
  player.month = Math.max(0, Math.min(player.last, getNumber("month", 0)));
  const two = shown.runs.length > 1;
  at("whose-label").hidden = !two;
  fill(at("whose"), shown.runs.map((one, i) => el("option", { value: i }, one.label)));
}

function say(text) {
  fill(at("how"), name(text));
}

/** Draw the maps of what is shown. */
async function draw(signal) {
  const asked = wanted();
  const [first, second] = shown.runs;
  shown.measure = first.measures.find((one) => one.id === asked.measure) ?? first.measures[0];
  Object.assign(shown.params, { month: monthOfMap(player.month), district: asked.district });
  const figures = await Promise.all(shown.runs.map((run, i) => getJson(`${pathOf(run)}/map`, {
    measure: shown.measure.id, beside: second ? shown.runs[1 - i].strategy : "",
    month: Math.floor(player.month),
  }, signal)));
  if (signal.aborted) return;
  at("maps").classList.toggle("two", Boolean(second));
  at("map-two").hidden = !second;
  shown.views = [];
  await Promise.all(figures.map((figure, i) => drawFigure(at(i ? "map-two" : "map-one"),
    i ? { ...figure, name: `${figure.name}-second` } : figure,
    { level: "h2", params: shown.params, ready: (view) => ready(view, i) })));
  if (!second) fill(at("map-two"));
  player.seek(player.month);
}

/** A map in a narrow place is not higher than it is wide, so that none of the place stays empty. */
function fit(view) {
  const height = Math.max(LEAST_HEIGHT, 0.95 * view.width());
  if (height < view.height()) view.height(height).run();
}

function ready(view, place) {
  shown.views[place] = view;
  fit(view);
  view.addEventListener("click", (_, item) => {
    const district = item?.datum?.id ?? item?.datum?.datum?.id;
    const known = [...at("district").options].some((one) => one.value && one.value === district);
    if (known) set({ district: get("district") === district ? "" : district, why: "" });
  });
}

/** What follows the maps: events, the district, where two runs part. */
async function follow(signal) {
  const [first, second] = shown.runs;
  timeline();
  at("parting").hidden = !second;
  const jobs = [showDistrict()];
  if (second) jobs.push(showParting(pathOf(first), second.strategy, { go, signal }));
  await Promise.all(jobs);
}

function timeline() {
  const run = shown.runs[Number(at("whose").value) || 0] ?? shown.runs[0];
  showTimeline(run, Math.floor(player.month), { all: at("all-events").checked, go });
}

function showDistrict() {
  const { district } = wanted();
  return panel.show(shown.runs[0], pathOf(shown.runs[0]),
    { district, measure: shown.measure.id, month: Math.floor(player.month + 1e-6) });
}

/** Holders change at once, so their map need not be painted between months. */
function monthOfMap(month) {
  return shown.measure?.kind === "holder" ? Math.floor(month + 1e-6) : month;
}

/** Paint the maps at a month, with fractions. */
function paint(month) {
  const value = monthOfMap(month);
  if (shown.params.month === value) return;
  shown.params.month = value;
  for (const view of shown.views) view?.signal("month", value).run();
}

function wholeMonth(month) {
  if (!shown.runs.length) return;
  const [run] = shown.runs;
  const text = monthName(run, month);
  at("month").value = String(month);
  at("month").setAttribute("aria-valuetext", text);
  at("month-name").textContent = text;
  showMoment(shown.runs, month);
  markMonth(month, !player.playing);
  panel.setMonth(month, !player.playing);
  if (!player.playing) set({ month: month || "" }, { quiet: true });
}

function playing(on) {
  at("play").textContent = on ? "Pause" : "Play";
  at("moment").setAttribute("aria-live", on ? "off" : "polite");
}

function go(month) {
  player.pause();
  player.seek(month);
}

/** Something in the address changed: fetch what it concerns. */
function changed(changes) {
  const has = (...keys) => keys.some((key) => key in changes);
  if (has("study", "strategy", "against", "world", "by", "replicate")) return load();
  if (has("district")) markDistrict(get("district"));
  if (!shown.runs.length) return has("measure") ? drawStart() : null;
  if (has("measure")) return Promise.all([draw(signs.stop.signal), showDistrictAfter()]);
  return has("district") ? showDistrict() : null;
}

/** Mark the chosen district in its menu and on the maps. */
function markDistrict(district) {
  at("district").value = district;
  shown.params.district = district;
  for (const view of shown.views) if (view) setParams(view, { district });
}

function showDistrictAfter() {
  shown.measure = shown.runs[0].measures.find((one) => one.id === wanted().measure) ?? shown.measure;
  return showDistrict();
}

/** Draw the case's start, for which nothing has to be run; a run that is there already stays. */
async function drawStart() {
  const path = `/api/cases/${encodeURIComponent(caseKey())}/start`;
  const drawing = (measure) => getJson(`${path}/map`, { measure });
  const [start, asked] = await Promise.all([getJson(path), drawing(wanted().measure).catch(() => null)]);
  const figure = asked ?? await drawing("holder"); // a start has no measure of what happens in a month
  if (shown.runs.length) return;
  fillMeasures(start.measures);
  fillDistricts(start.districts);
  shown.params.district = get("district");
  await drawFigure(at("map-one"), figure, { level: "h2", params: shown.params, ready: (view) => ready(view, 0) });
}

async function reload() {
  await load();
}

function listen() {
  listenToMenus(() => shown.runs[0]);
  at("play").addEventListener("click", () => player.toggle());
  at("earlier").addEventListener("click", () => go(Math.floor(player.month + 1e-6) - 1));
  at("later").addEventListener("click", () => go(Math.floor(player.month + 1e-6) + 1));
  at("month").addEventListener("input", (event) => go(Number(event.target.value)));
  at("speed").addEventListener("change", (event) => { player.speed = Number(event.target.value); });
  at("all-events").addEventListener("change", timeline);
  at("whose").addEventListener("change", timeline);
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Space" || event.ctrlKey || event.metaKey || event.altKey || ownsKeys(event.target)) return;
    event.preventDefault();
    player.toggle();
  });
  onChange((changes) => Promise.resolve(changed(changes)).catch(showProblems));
}

listen();
drawStart().catch(showProblems);
load().catch(showProblems);
