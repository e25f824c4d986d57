/** Exact fields with a label that is seen, and what they say of a text that is no number. */

import { h, newId, readNumber } from "../dom.js";

/** An `entry` behind its label. @param {string} text @param {ReturnType<typeof import("../dom.js").entry>} made */
export function withLabel(text, made) {
  made.field.id ||= newId("field");
  return h("div", { class: "field" }, h("label", { for: made.field.id }, text), made.el);
}

/**
 * What an `entry` applies: a number goes to `use`, which may refuse it with a sentence; any other text is refused.
 * @param {string} what @param {(value: number) => string | void} use
 */
export function numberOf(what, use) {
  return (/** @type {string} */ text) => {
    const value = readNumber(text);
    return value === null ? `${what} must be a number such as -0.25; got ${text || "nothing"}.` : use(value);
  };
}
