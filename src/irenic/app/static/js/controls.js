// Small controls that several views share, each with its label.

import { el, fill } from "./say.js";

let count = 0;

/**
 * A menu with its label.
 * @param {string} label
 * @param {Array<{value: string, text: string, group?: string}>} options
 * @param {string} value @param {(value: string) => void} pick
 */
export function menu(label, options, value, pick) {
  const id = `menu-${(count += 1)}`;
  const groups = new Map();
  for (const one of options) {
    const made = el("option", { value: one.value, selected: one.value === value }, one.text);
    const under = one.group ?? "";
    groups.set(under, [...(groups.get(under) ?? []), made]);
  }
  const listed = [...groups].flatMap(([name, made]) => (name ? [el("optgroup", { label: name }, ...made)] : made));
  const select = el("select", { id, onchange: (event) => pick(event.target.value) }, listed);
  return el("div", { class: "control" }, el("label", { for: id }, label), select);
}

/** Work of which only the newest counts: an older one that is still under way is given up. */
export function newestOnly() {
  let current = null;
  return async (work) => {
    current?.abort();
    const mine = (current = new AbortController());
    try {
      return await work(mine.signal);
    } catch (error) {
      if (error.name === "AbortError" || mine.signal.aborted) return null;
      throw error;
    }
  };
}

/** Call a function once, some time after the last call. */
export function debounced(work, wait = 300) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...given), wait);
  };
}

/** Call a function once, when an element comes near the screen; with `now` at once. */
export function whenSeen(element, work, now = false) {
  if (now || !("IntersectionObserver" in window)) return work();
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    work();
  }, { rootMargin: "300px" });
  watch.observe(element);
  return null;
}

/** Say that something is being worked on. */
export function busy(place, text = "Working…") {
  place.setAttribute("aria-busy", "true");
  return fill(place, el("p", { class: "busy", role: "status" }, text));
}

/** Show what came of it. */
export function ready(place, ...children) {
  place.removeAttribute("aria-busy");
  return fill(place, ...children);
}
