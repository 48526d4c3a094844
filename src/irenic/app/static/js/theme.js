// Light, dark, or as the system has it; kept in this browser.

const KEY = "irenic-theme";
const ORDER = ["auto", "light", "dark"];
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

function chosen() {
  const asked = new URLSearchParams(location.search).get("theme");
  const kept = asked ?? localStorage.getItem(KEY) ?? "auto";
  return ORDER.includes(kept) ? kept : "auto";
}

/** @returns {"light"|"dark"} what is shown */
export function theme() {
  const kept = chosen();
  if (kept !== "auto") return /** @type {"light"|"dark"} */ (kept);
  return dark.matches ? "dark" : "light";
}

/** Call a function with the theme after each change. */
export function onTheme(listener) {
  listeners.add(listener);
}

function apply() {
  document.documentElement.dataset.theme = theme();
  const button = document.getElementById("theme");
  if (button) button.textContent = `Theme: ${chosen()}`;
  listeners.forEach((listener) => listener(theme()));
}

dark.addEventListener("change", apply);
document.getElementById("theme")?.addEventListener("click", () => {
  localStorage.setItem(KEY, ORDER[(ORDER.indexOf(chosen()) + 1) % ORDER.length]);
  const query = new URLSearchParams(location.search);
  query.delete("theme");
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  apply();
});
apply();
