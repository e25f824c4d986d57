/** The lab as a lab file, with the data, rate, steps and method of the state: TOML. */

import { exact } from "./figure.js";
import { readMethod } from "./method.js";
import { readStart } from "./start.js";

/** @param {Lab} lab @param {State} state @returns {string} */
export function asLabFile(lab, state) {
  const { activation, output } = lab, slope = activation.name === "leaky_relu" && activation.pieces;
  const hidden = (/** @type {Name[][]} */ layers) => layers.slice(0, -1).map((row) => row[0].letter);
  const letters = {
    weights: lab.weights.map((layer) => layer[0][0].letter), biases: biases(lab),
    preactivations: hidden(lab.preactivations), units: hidden(lab.units), output: lab.units[lab.depth - 1][0].letter,
  };
  return [
    pair("name", lab.name), pair("title", lab.title),
    "", "[network]", `widths = [${lab.widths.join(", ")}]`, pair("activation", activation.name),
    ...(slope ? [pair("negative_slope", slope[0])] : []), pair("output", output.name), pair("biases", lab.hasBiases),
    "", "[letters]", ...Object.entries(letters).map(([key, value]) => pair(key, value)),
    "", "[objective]", pair("loss", lab.loss), pair("factor", lab.factor), pair("reduction", lab.mean ? "mean" : "sum"),
    "", "[data]", `x = ${rows(state.x)}`, `y = ${rows(state.y)}`,
    "", "[descent]", pair("method", methodText(state)), pair("rate", state.rate), `steps = ${state.steps}`,
    pair("start", startText(state)), pair("fit", lab.fit), "",
  ].join("\n");
}

/** A number as Python writes a float. @param {number} value */
export function float(value) {
  const text = exact(value);
  return /[.en]/.test(text) ? text : `${text}.0`;
}

/** The method as Python writes it. @param {{ method: string }} state */
export const methodText = ({ method }) => /** @type {Method} */ (readMethod(method)).text;
/** The start as Python writes it. @param {State} state */
export const startText = ({ start }) => /** @type {import("./start.js").Start} */ (readStart(start)).text;

/** The letters of the biases; without biases the usual ones, where nothing else has them. @param {Lab} lab */
function biases(lab) {
  if (lab.hasBiases) return lab.biases.map((row) => row[0].letter);
  const used = lab.names.map((name) => name.letter);
  return lab.biases.map((_, k) => {
    let letter = lab.depth > 3 ? `c${k + 1}_` : "cde"[k];
    while (used.includes(letter)) letter += "_";
    return letter;
  });
}

/** @param {string} key @param {string | number | boolean | string[]} value */
const pair = (key, value) => `${key} = ${toml(value)}`;

/** @param {string | number | boolean | string[]} value @returns {string} */
function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value === "number") return float(value);
  if (typeof value === "boolean") return String(value);
  return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\uFFFD")).replaceAll("\x7F", "\\u007F");
}

/** @param {number[][]} table */
const rows = (table) => `[\n${table.map((row) => `  [${row.map(float).join(", ")}],\n`).join("")}]`;
