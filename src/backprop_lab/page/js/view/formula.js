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
  let before = "";
  return { el, show(/** @type {string} */ mathml) {
    if (mathml !== before) el.innerHTML = mathml;
    before = mathml;
    attribute(el, "hidden", mathml ? null : true);
  } };
}
