// Numbers and figures of a case in words.

/** A number to at most four figures. */
export function number(value) {
  if (value === null || value === undefined) return "–";
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

/** A share of 0 to 1. */
export function percent(share) {
  const hundred = 100 * share;
  return `${hundred > 0 && hundred < 9.95 ? hundred.toFixed(1) : hundred.toFixed(0)}%`;
}

/** Low and high around a best value. */
export function range(one) {
  return `${number(one.best)} (${number(one.low)} to ${number(one.high)})`;
}

/** Shares by holder, largest first. */
export function shares(row) {
  return Object.entries(row).sort((a, b) => b[1] - a[1]).map(([holder, share]) => `${holder} ${percent(share)}`)
    .join(", ");
}

/** Anything an override may hold, in words. */
export function worded(value) {
  if (value === null || value === undefined) return "not stated";
  if (typeof value === "number") return number(value);
  if (typeof value !== "object") return String(value);
  if (typeof value.best === "number") return `${range(value)}, grade ${value.grade ?? "–"}`;
  const parts = Object.entries(value);
  if (parts.every(([, share]) => typeof share === "number" && share >= 0 && share <= 1)) return shares(value);
  return JSON.stringify(value);
}
