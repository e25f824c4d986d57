/** A tree as text in any of Python's styles: with names, or with numbers put in for them. */

import { figure } from "./figure.js";
import { filled, isLayered, writeName } from "./name.js";

const NONE = 0, SUM = 1, PRODUCT = 2, POWER = 3, ATOM = 4;

/** Text, and how tightly it binds. @typedef {[string, number]} Written */
/** @typedef {(tree: { name: Name, point?: number }) => Written} Leaf */

/**
 * The tree in the style, in brackets where it binds less than `need`.
 * @param {Tree} tree @param {Style} style @param {Leaf} leaf @param {number} [need] @returns {string}
 */
export function write(tree, style, leaf, need = NONE) {
  const [text, level] = written(tree, style, leaf);
  return level < need ? style.brackets.split("#").join(text) : text;
}

/**
 * Names as names; the point that is looked at needs no number. Where something stands above a name, or
 * it is a fraction, a power needs brackets.
 * @param {Style} style @param {Record<string, string>} greek @param {number | null} [here] @returns {Leaf}
 */
export function asNames(style, greek, here = null) {
  return ({ name, point }) => {
    const shown = point === undefined || point === here ? null : point;
    const bare = shown === null && !name.over && !name.mark && !name.memory && !isLayered(name);
    return [writeName(name, style, greek, shown), style.codes || bare ? ATOM : POWER];
  };
}

/** Names as their numbers. @param {Style} style @param {Values} values @param {number} [digits] @returns {Leaf} */
export function asNumbers(style, values, digits = 6) {
  return ({ name, point }) => writeNumber(values.get(name.code, point), style, digits);
}

/** @param {Tree} tree @param {Style} style @param {Leaf} leaf @returns {Written} */
function written(tree, style, leaf) {
  if (tree.kind === "number") return writeNumber(tree.value, style, 0);
  if (tree.kind === "name") return leaf(tree);
  const [level, first, rest, form, between] = style.rules[tree.operation];
  const parts = tree.args.map((arg, i) => write(arg, style, leaf, i ? rest : first));
  if (form.includes("#*")) return [form.split("#*").join(parts.join(between)), level];
  return [filled(form, ...parts), level];
}

/** @param {number} value @param {Style} style @param {number} [digits] @returns {Written} */
export function writeNumber(value, style, digits = 6) {
  const text = figure(value === 0 ? 0 : value, digits);
  const bare = text.replace(/^-/, "");
  const [mantissa, exponent] = bare.split("e");
  let shown = style.number.split("#").join(bare);
  let level = ATOM;
  if (bare === "inf" || bare === "nan") {
    shown = style.number.split("#").join(bare === "inf" ? style.infinite : style.undefined);
  } else if (exponent && style.power) {
    shown = filled(style.power, mantissa, String(Number(exponent)));
    level = PRODUCT;
  }
  return text.startsWith("-") ? [style.negative.split("#").join(shown), SUM] : [shown, level];
}
