/** From what Python hands over to the lab as the page works with it: names, trees and steps put together. */

import { makeName, saidOf } from "./name.js";

/** @param {any} payload @returns {Lab} */
export function readLab(payload) {
  /** @type {Name[]} */
  const names = payload.names.map((/** @type {any} */ row) => makeName(row[0], row[1], row[2], row[3], row[4]));
  const { lab, steps } = payload;
  /** @param {any} tree @returns {any} */
  const named = (tree) => (Array.isArray(tree) ? tree.map(named) : names[tree]);
  const parameters = named(lab.parameters);
  /** @param {any[]} rows @param {Name | null} of */
  const read = (rows, of) => rows.map((row) => readStep(row, names, payload.phases, of));
  const point = read(steps.point, null);
  const inputs = named(lab.inputs), outputs = named(lab.outputs);
  /** @type {Record<string, Step[]>} */
  const update = {};
  for (const method of Object.keys(steps.update)) update[method] = forEach(steps.update[method], names, parameters, read);
  return {
    ...lab, parameters, inputs, outputs, weights: named(lab.weights), biases: named(lab.biases),
    preactivations: named(lab.preactivations), units: named(lab.units), depth: lab.widths.length - 1,
    places: places(lab), point, sum: forEach(steps.sum, names, parameters, read), update, memory: steps.memory,
    own: new Set([...point.map((step) => step.name), ...inputs, ...outputs].map((name) => name.code)),
    phases: payload.phases, styles: payload.styles, greek: payload.greek, program: payload.program, names,
    recorded: payload.recorded ?? null,
  };
}

/**
 * Rows in which @ stands for every parameter, written out; rows without it stand once, in front.
 * @param {any[]} rows @param {Name[]} names @param {Name[]} parameters
 * @param {(rows: any[], of: Name | null) => Step[]} read @returns {Step[]}
 */
function forEach(rows, names, parameters, read) {
  const shared = rows.filter((row) => names[row[0]].letter !== "@");
  const each = rows.filter((row) => names[row[0]].letter === "@");
  return [
    ...read(shared, null),
    ...parameters.flatMap((of, i) => read(each, of).map((step) => ({ ...step, parameter: i }))),
  ];
}

/** @param {any[]} row @param {Name[]} names @param {string[]} phases @param {Name | null} of @returns {Step} */
function readStep(row, names, phases, of) {
  /** @param {number} i */
  const name = (i) => (of && names[i].letter === "@" ? saidOf(names[i], of) : names[i]);
  /** @param {any} raw @returns {Tree} */
  const tree = (raw) => {
    if (typeof raw === "number") return { kind: "name", name: name(raw) };
    if (raw.length === 1) return { kind: "number", value: raw[0] };
    return { kind: "node", operation: raw[0], args: raw.slice(1).map(tree) };
  };
  /** @param {any[]} said @returns {Sentence} */
  const sentence = ([text, at, relation = "", against = 0]) =>
    ({ text: of ? text.replaceAll("@", of.text) : text, name: at === undefined ? null : name(at), relation, against });
  const [symbol, phase, right, said, layer, unit, parameter, gate] = row;
  return {
    name: name(symbol), phase: phases[phase], tree: tree(right), said: said.map(sentence), layer: layer ?? null,
    unit: unit ?? null, parameter: parameter ?? null, gate: gate === undefined ? null : tree(gate), point: null,
  };
}

/** @param {{ widths: number[], hasBiases: boolean }} lab */
function places({ widths, hasBiases }) {
  let at = 0;
  return widths.slice(1).map((n, k) => {
    const weights = at, biases = at + widths[k] * n;
    at = biases + (hasBiases ? n : 0);
    return { weights, biases };
  });
}

/** The step said of one data point: its names are read there. @param {Step} step @param {number} point @param {Lab} lab */
export function atPoint(step, point, lab) {
  return { ...step, point, tree: pointed(step.tree, point, lab), gate: step.gate && pointed(step.gate, point, lab) };
}

/** @param {Tree} tree @param {number} point @param {Lab} lab @returns {Tree} */
export function pointed(tree, point, lab) {
  if (tree.kind === "name") return lab.own.has(tree.name.code) ? { ...tree, point } : tree;
  if (tree.kind === "node") return { ...tree, args: tree.args.map((arg) => pointed(arg, point, lab)) };
  return tree;
}

/** The tree with `total` written out as the sum over so many points. @param {Tree} tree @param {number} n @param {Lab} lab @returns {Tree} */
export function writtenOut(tree, n, lab) {
  if (tree.kind !== "node") return tree;
  if (tree.operation !== "total") return { ...tree, args: tree.args.map((arg) => writtenOut(arg, n, lab)) };
  const terms = Array.from({ length: n }, (_, p) => pointed(tree.args[0], p, lab));
  return n === 1 ? terms[0] : { kind: "node", operation: "add", args: terms };
}

/** The names that a tree reads. @param {Tree} tree @returns {{ name: Name, point?: number }[]} */
export function reads(tree) {
  if (tree.kind === "name") return [tree];
  return tree.kind === "node" ? tree.args.flatMap(reads) : [];
}

/**
 * What happens in a step at these values; where NaN or infinity comes out, where that comes from.
 * @param {Step} step @param {Values} values @returns {string}
 */
export function said(step, values) {
  const value = values.get(step.name.code, step.point), name = step.name.text;
  if (value !== value) return noNumber(step, values);
  const infinite = (/** @type {number} */ v) => Math.abs(v) === Infinity;
  const overflows = infinite(value) && !reads(step.tree).some((r) => infinite(values.get(r.name.code, r.point)));
  return happens(step, values) + (overflows ? ` ${name} is too large for a float: infinity stands for it.` : "");
}

/** Where NaN comes from: the first that the step reads, or what infinity meets in it. @param {Step} step @param {Values} values */
function noNumber(step, values) {
  const name = step.name.text;
  for (const { name: read, point } of reads(step.tree)) {
    const value = values.get(read.code, point);
    const at = point === undefined || point === step.point ? "" : ` at data point ${point + 1}`;
    if (value !== value) return `${read.text}${at} is no number (nan): nor is ${name}.`;
  }
  return `${name} is no number (nan): infinity meets 0 or infinity here, which has no value.`;
}

/** Of the sentences the first that holds. @param {Step} step @param {Values} values */
function happens(step, values) {
  for (const { text, name, relation, against } of step.said) {
    if (!name) return text;
    const value = values.get(name.code, step.point);
    if (relation === "<" ? value < against : relation === ">" ? value > against : value === against) return text;
  }
  return "";
}
