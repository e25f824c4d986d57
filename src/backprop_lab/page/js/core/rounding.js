/** How far a computed J may be off by rounding: what a difference of two of them cannot see below. */

import { slot } from "./engine.js";
import { reads } from "./lab.js";
import { forward } from "./pattern.js";
import { registers, run, runAlong, TapeMaker } from "./tape.js";

/** @typedef {import("./engine.js").Engine} Engine */

const EPS = Number.EPSILON;

/**
 * A bound, to first order, on the rounding error of J at theta, layer by layer: the error of a sum is EPS
 * times the number of its terms times their absolute sum, plus what comes from below; an activation passes
 * on its slope, or its steepest one where the error may reach across the kink (Higham, "Accuracy and
 * stability of numerical algorithms", section 3.3).
 * @param {Engine} engine @param {ArrayLike<number>} theta @returns {number} NaN where J is not finite
 */
export function roundingOfObjective(engine, theta) {
  const { lab } = engine, value = engine.value(theta), passed = forward(engine, theta);
  const outputs = lab.preactivations[lab.depth - 1], smooth = lab.loss !== "squared_error";
  let total = 0, sizes = 0;
  passed.files.forEach((file, p) => {
    const reach = reachOfOutputs(lab, passed, file, theta);
    const b = outputs.map((name) => file[slot(passed.tape, name.code)]);
    const { slopes, bends } = ofLoss(lab, b, engine.data.y[p], reach);
    reach.forEach((r, k) => { total += Math.abs(slopes[k]) * r + (Math.abs(bends[k]) * r) / 2; });
    for (const v of b) sizes += 1 + Math.abs(v);
  });
  const own = EPS * (4 + engine.points) * Math.abs(value);
  // Logarithms of sums near 1: absolute, not relative, rounding.
  return engine.weigh(total) + own + (smooth ? EPS * engine.weigh(sizes) : 0);
}

/**
 * How far each preactivation of the output may be off.
 * @param {Lab} lab @param {import("./pattern.js").Forward} passed @param {Float64Array} file @param {ArrayLike<number>} theta
 */
function reachOfOutputs(lab, passed, file, theta) {
  const { pieces, steepest } = lab.activation;
  const valuesOf = (/** @type {Name[]} */ names) => names.map((name) => file[slot(passed.tape, name.code)]);
  let h = valuesOf(lab.inputs), error = h.map(() => 0), reach = error;
  for (let k = 0; k < lab.depth; k++) {
    reach = reachOf(lab, k, h, error, theta);
    if (k === lab.depth - 1) break;
    h = valuesOf(lab.units[k]);
    error = reach.map((r, j) => {
      const across = Math.abs(file[passed.preactivations[k][j]]) <= r;
      return (across ? steepest : Math.abs(file[passed.slopes[k][j]])) * r + (pieces ? 0 : EPS * Math.abs(h[j]));
    });
  }
  return reach;
}

/**
 * The same of one layer, which h goes into, itself off by `error`.
 * @param {Lab} lab @param {number} k @param {number[]} h @param {number[]} error @param {ArrayLike<number>} theta
 */
function reachOf(lab, k, h, error, theta) {
  const n = lab.widths[k + 1], { weights, biases } = lab.places[k];
  return Array.from({ length: n }, (_, j) => {
    let size = 0, carried = 0;
    h.forEach((v, i) => {
      const w = Math.abs(theta[weights + i * n + j]);
      size += Math.abs(v) * w;
      carried += error[i] * w;
    });
    if (lab.hasBiases) size += Math.abs(theta[biases + j]);
    return carried + EPS * (h.length + Number(lab.hasBiases)) * size;
  });
}

/** @type {WeakMap<Lab, { tape: import("./tape.js").Tape, file: Float64Array, along: Float64Array }>} */
const heads = new WeakMap();

/**
 * dL/db of one point, b the output's preactivations, and how it changes along `reach`.
 * @param {Lab} lab @param {number[]} b @param {number[]} y @param {number[]} reach
 */
function ofLoss(lab, b, y, reach) {
  let head = heads.get(lab);
  if (!head) heads.set(lab, head = prepare(lab));
  const { tape, file, along } = head, outputs = lab.preactivations[lab.depth - 1];
  outputs.forEach((name, k) => {
    file[slot(tape, name.code)] = b[k];
    along[slot(tape, name.code)] = reach[k];
  });
  lab.outputs.forEach((name, k) => { file[slot(tape, name.code)] = y[k]; });
  run(tape.rows, file);
  runAlong(tape.rows, file, along);
  const places = outputs.map((name) => slot(tape, `d${name.code}`));
  return { slopes: places.map((i) => file[i]), bends: places.map((i) => along[i]) };
}

/** The steps that read nothing but the output's preactivations and the targets. @param {Lab} lab */
function prepare(lab) {
  const maker = new TapeMaker();
  for (const name of [...lab.preactivations[lab.depth - 1], ...lab.outputs]) maker.input(name.code);
  for (const { name, tree } of lab.point) {
    if (reads(tree).every((read) => maker.slots.has(read.name.code))) maker.define(name.code, tree);
  }
  const tape = maker.finish();
  return { tape, file: registers(tape), along: new Float64Array(tape.size) };
}
