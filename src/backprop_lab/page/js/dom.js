/** Elements in one line, and the small parts that every view is made of. */

/** @typedef {Record<string, any>} Props on...: listeners; class, text, html; everything else is an attribute */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Props} [props] @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  return /** @type {HTMLElementTagNameMap[K]} */ (dress(document.createElement(tag), props, children));
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Props} [props] @param {...(Node | string | null | undefined | false)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  return /** @type {SVGElementTagNameMap[K]} */ (dress(made, props, children));
}

/** @param {Element} made @param {Props} props @param {(Node | string | null | undefined | false)[]} children */
function dress(made, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name === "text") made.textContent = value;
    else if (name === "html") made.innerHTML = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else attribute(made, name, value);
  }
  made.append(.../** @type {(Node | string)[]} */ (children.filter((c) => c !== null && c !== undefined && c !== false)));
  return made;
}

/** Set an attribute only where it changes: layout is not asked for nothing. @param {Element} made @param {string} name @param {any} value */
export function attribute(made, name, value) {
  if (value === null || value === undefined || (value === false && !name.startsWith("aria-"))) {
    if (made.hasAttribute(name)) made.removeAttribute(name);
    return;
  }
  const text = value === true && !name.startsWith("aria-") ? "" : String(value);
  if (made.getAttribute(name) !== text) made.setAttribute(name, text);
}

/** Set a text only where it changes, in the node that is there: another one would have to be laid out, and collected. @param {Element} made @param {string} text */
export function setText(made, text) {
  const node = made.firstChild;
  if (node instanceof Text && node === made.lastChild && text) {
    if (node.data !== text) node.data = text;
  } else if (made.textContent !== text) made.textContent = text;
}

/** Put these children in place of what is there. @param {Element} made @param {...(Node | string)} children */
export function fill(made, ...children) {
  made.replaceChildren(...children);
}

/** A button with a word and, where it helps, a longer description. @param {string} text @param {() => void} act @param {Props} [props] */
export function button(text, act, props = {}) {
  return h("button", { type: "button", onclick: act, ...props }, text);
}

/** What counts the ids of a document: a notebook has a module for every widget, and an id may be there but once. @type {{ bplIds?: number }} */
const counter = /** @type {any} */ (document);
/** An id of its own on this document, so that labels find their fields. @param {string} word */
export const newId = (word) => `bpl-${word}-${(counter.bplIds = (counter.bplIds ?? 0) + 1)}`;

/** A field with its label. @param {string} label @param {HTMLElement} field @param {Props} [props] */
export function labelled(label, field, props = {}) {
  const id = field.id || newId("field");
  field.id = id;
  return h("div", { class: "field", ...props }, h("label", { for: id }, label), field);
}

/**
 * A field for an exact number. What is typed counts on Enter or when the field is left; what is no
 * number (`check` gives a sentence) is told beside it and changes nothing.
 * @param {{ label: string, value: number | string, apply: (text: string) => string | void, mode?: string, size?: number }} options
 */
export function entry({ label, value, apply, mode = "decimal", size = 12 }) {
  const told = h("span", { class: "wrong", role: "alert", id: newId("wrong") });
  const field = h("input", {
    type: "text", inputmode: mode, size, value: String(value), autocomplete: "off", spellcheck: "false",
    "aria-describedby": told.id, "aria-label": label,
    onchange: () => take(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Escape") { field.value = field.dataset.value ?? ""; setText(told, ""); }
      event.stopPropagation();
    },
  });
  field.dataset.value = String(value);
  const take = () => {
    const before = field.dataset.value, wrong = apply(field.value.trim()) || "";
    setText(told, wrong);
    attribute(field, "aria-invalid", wrong ? "true" : null);
    if (!wrong && field.dataset.value !== before) field.value = field.dataset.value ?? "";
  };
  const show = (/** @type {number | string} */ next) => {
    const text = String(next);
    // What is being typed stays: it counts on Enter, or is put back by Escape.
    const typing = document.activeElement === field && field.value !== field.dataset.value;
    if (typing) return void (field.dataset.value = text);
    field.dataset.value = text;
    if (field.value !== text) field.value = text;
    setText(told, "");
    attribute(field, "aria-invalid", null);
  };
  return { el: h("span", { class: "entry" }, field, told), field, show };
}

/** A number from what was typed, or null. @param {string} text */
export function readNumber(text) {
  const plain = text.replace("−", "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return isFinite(value) ? value : null;
}
