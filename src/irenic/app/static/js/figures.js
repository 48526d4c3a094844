// Figures: Vega-Lite specifications from the server, drawn here, with their text and table beneath.

import { busyUntil } from "./busy.js";
import { el, fill, table } from "./say.js";
import { onTheme, theme } from "./theme.js";

const OPTIONS = {
  mode: "vega-lite", ast: true, actions: false, renderer: "canvas", defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};
/** What each place shows, to draw it again in another theme. */
const shown = new Map();

/**
 * @typedef {{name: string, title: string, alt: string, note: string, notice: string, spec: object,
 *   dark: object, heading: object, table: {columns: string[], rows: Array<Array<string|number|null>>, caption: string}}} Figure
 */

/**
 * Draw a figure into a place; an older one there is taken away.
 * @param {HTMLElement} place
 * @param {Figure} figure
 * @param {{params?: Record<string, unknown>, ready?: (view: any) => void, level?: string}} [options]
 *   values of the chart's params, and what is called with the view each time it is drawn
 * @returns {Promise<any>} the view; null where the place shows something else by the time it is ready
 */
export async function drawFigure(place, figure, options = {}) {
  shown.get(place)?.view?.finalize();
  const canvas = el("div", { class: "chart", role: "img", "aria-label": figure.alt });
  const heading = el(options.level ?? "h3", { id: `figure-${figure.name}` }, figure.title);
  fill(place, el("figure", { "aria-labelledby": `figure-${figure.name}` }, heading, canvas,
    el("figcaption", {}, figure.note ? el("p", {}, figure.note) : null,
      el("details", {}, el("summary", {}, "Table"),
        table(figure.table.columns, figure.table.rows, figure.table.caption || figure.title)),
      exports(place, figure))));
  const entry = { place, figure, canvas, options, view: null, turn: 0 };
  shown.set(place, entry);
  return busyUntil(draw(entry));
}

async function draw(entry) {
  const spec = { ...dressed(entry.figure), background: "transparent" };
  const turn = (entry.turn += 1);
  entry.view?.finalize();
  entry.view = null;
  const { view } = await window.vegaEmbed(entry.canvas, spec, OPTIONS);
  if (shown.get(entry.place) !== entry || entry.turn !== turn) {
    view.finalize(); // drawn anew meanwhile, in another theme or as another figure
    return null;
  }
  entry.view = view;
  await setParams(view, entry.options.params ?? {});
  entry.options.ready?.(view);
  return view;
}

/** The specification in the page's theme. */
function dressed(figure) {
  return theme() === "dark" ? { ...figure.spec, ...figure.dark } : figure.spec;
}

/** Set params of a chart that it has, and draw once. */
export async function setParams(view, params) {
  const known = view.getState().signals ?? {};
  let changed = false;
  for (const [key, value] of Object.entries(params)) {
    if (key in known) {
      view.signal(key, value);
      changed = true;
    }
  }
  if (changed) await view.runAsync();
}

function exports(place, figure) {
  const save = (kind) => async () => {
    const apart = el("div", { class: "apart", "aria-hidden": "true" });
    place.append(apart);
    const spec = { ...dressed(figure), title: figure.heading, width: place.clientWidth };
    const { view } = await window.vegaEmbed(apart, spec, OPTIONS);
    const now = shown.get(place)?.view?.getState().signals ?? {};
    await setParams(view, Object.fromEntries(["month", "district"].filter((k) => k in now).map((k) => [k, now[k]])));
    const url = kind === "svg"
      ? URL.createObjectURL(new Blob([await view.toSVG()], { type: "image/svg+xml" }))
      : (await view.toCanvas(2)).toDataURL("image/png");
    el("a", { href: url, download: `irenic-${figure.name}.${kind}` }).click();
    view.finalize();
    apart.remove();
  };
  return el("p", { class: "exports" },
    el("button", { type: "button", onclick: save("svg"), "aria-label": `Save "${figure.title}" as SVG` }, "SVG"),
    el("button", { type: "button", onclick: save("png"), "aria-label": `Save "${figure.title}" as PNG` }, "PNG"),
    el("span", {}, `${figure.notice}.`));
}

onTheme(() => {
  for (const [place, entry] of shown) {
    if (place.isConnected) draw(entry);
    else shown.delete(place);
  }
});
