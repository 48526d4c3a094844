// What is shown lives in the address, so that a link restores it.

const listeners = new Set();

/** @param {string} key @param {string} [otherwise] */
export function get(key, otherwise = "") {
  return new URLSearchParams(location.search).get(key) ?? otherwise;
}

/** @param {string} key @param {number} otherwise */
export function getNumber(key, otherwise) {
  const text = get(key);
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : otherwise;
}

/** Change some of the state; an empty value removes it. */
export function set(changes, { quiet = false } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") query.delete(key);
    else query.set(key, String(value));
  }
  const text = query.toString();
  history.replaceState(null, "", text ? `?${text}` : location.pathname);
  if (!quiet) listeners.forEach((listener) => listener(changes));
}

/** Call a function after each change that is not quiet. */
export function onChange(listener) {
  listeners.add(listener);
}

/** Name of the case that is shown. */
export function caseKey() {
  return document.documentElement.dataset.case ?? "";
}

/** The whole address, with the case in it even where it was left out. */
export function link() {
  const address = new URL(location.href);
  if (!address.searchParams.get("case")) address.searchParams.set("case", caseKey());
  return address.href;
}

/** Address of another view of the same case and study. */
export function linkTo(path, changes = {}) {
  const query = new URLSearchParams();
  query.set("case", caseKey());
  if (get("study")) query.set("study", get("study"));
  for (const [key, value] of Object.entries(changes)) query.set(key, String(value));
  return `${path}?${query}`;
}
