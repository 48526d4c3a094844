// Makers of page elements. Text from a case is untrusted: it is only ever set as text.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] "on..." are listeners, "data" a dictionary, the rest attributes
 * @param {...(Node|string|number|null|undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value" && "value" in element) element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, ...children);
  return element;
}

/** Add children; text is text. */
export function put(element, ...children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  return put(element, ...children);
}

/** A name from a case, kept from turning the text around it when it is written from right to left. */
export function name(text) {
  return el("bdi", {}, text);
}

/** Problems as a list, each with its place, what was given, what was expected and what to do. */
export function problemsList(problems, title = "That cannot be used as it stands") {
  const items = problems.map((one) => el("li", { class: one.severity === "warning" ? "warning" : "error" },
    el("code", {}, one.code), ` ${one.file}${one.line ? `:${one.line}` : ""}: ${one.path || "the file"} is `,
    name(one.given || "as it is"), `; expected ${one.expected}. ${one.hint}`));
  return el("section", { class: "problems", role: "alert" }, el("h2", {}, title), el("ul", {}, items));
}

/** A table for people: headings, rows of text or numbers. */
export function table(columns, rows, caption = "") {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption || "Table" },
    el("table", {}, caption ? el("caption", {}, caption) : null,
      el("thead", {}, el("tr", {}, columns.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, i) =>
        el(i ? "td" : "th", i ? { class: typeof cell === "number" ? "number" : null } : { scope: "row" },
          cell === null ? "–" : typeof cell === "string" ? name(cell) : cell)))))));
}
