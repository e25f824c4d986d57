/** Formulas on the page: an equation in symbols, with its numbers put in, and its result. */

import { attribute, h } from "../dom.js";
import { asNames, asNumbers, write, writeNumber } from "../core/write.js";
import { writeName } from "../core/name.js";

/**
 * The MathML of a step: name = symbols = numbers = result, one under the other.
 * @param {Lab} lab @param {Step} step @param {Values} values @param {{ numbers?: boolean, result?: boolean }} [options] @returns {string}
 */
export function equation(lab, step, values, { numbers = true, result = true } = {}) {
  const style = lab.styles.mathml, here = step.point;
  const name = writeName(step.name, style, lab.greek, null);
  const rows = [write(step.tree, style, asNames(style, lab.greek, here))];
  if (numbers) rows.push(write(step.tree, style, asNumbers(style, values)));
  if (result) rows.push(writeNumber(values.get(step.name.code, here), style, 10)[0]);
  else rows.push("<mtext>?</mtext>");
  const unique = rows.filter((row, i) => i === 0 || row !== rows[i - 1]);
  const cells = unique.map((row, i) => `<mtr><mtd>${i ? "" : name}</mtd><mtd><mo>=</mo></mtd><mtd>${row}</mtd></mtr>`);
  return `<math display="block"><mtable class="steps">${cells.join("")}</mtable></math>`;
}

/** A place for an equation that changes only where the text does. @param {Record<string, any>} [props] */
export function equationBox(props = {}) {
  const el = h("div", { class: "equation", ...props });
  /** @type {string[]} */
  let before = [];
  return { el, show(/** @type {string} */ mathml) {
    const parts = mathml.split(/(<[^>]*>)/);
    if (!isTold(el, before, parts)) el.innerHTML = mathml;
    before = parts;
    attribute(el, "hidden", mathml ? null : true);
  } };
}

/**
 * Put other numbers into a formula whose elements stay, as in a drag: to lay out what is made anew takes far longer.
 * Whether that was all that changes. Texts and tags take turns in both lists.
 * @param {Element} el @param {string[]} before @param {string[]} parts
 */
function isTold(el, before, parts) {
  const same = (/** @type {string} */ part, /** @type {number} */ i) => part === before[i] || (i % 2 === 0 && part && before[i] && !part.includes("&"));
  if (parts.length !== before.length || !parts.every(same)) return false;
  const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  for (let i = 0; i < parts.length; i += 2) {
    if (!parts[i]) continue;
    const node = /** @type {Text} */ (walker.nextNode());
    if (parts[i] !== before[i]) node.data = parts[i];
  }
  return true;
}
