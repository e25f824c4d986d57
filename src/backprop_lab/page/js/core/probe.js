/** Checking a gradient by central differences: a verdict for every parameter, "cannot tell" among them. */

import { Engine } from "./engine.js";
import { sides } from "./kink.js";
import { roundingOfObjective } from "./rounding.js";

/** @typedef {"agrees" | "disagrees" | "at a kink" | "cannot tell"} Verdict */
/**
 * What differences say of one entry of a gradient: `unsure` is how far the difference over `step` may be
 * off, `distance` how far the nearest kink is, `left` and `right` are the one-sided derivatives.
 * @typedef {{ parameter: number, gradient: number, difference: number, unsure: number, step: number,
 *   distance: number, left: number, right: number, verdict: Verdict }} Probe
 */

/** About EPS^(1/3): a power of two, so that theta + step is nearly exact. */
const STEP = 2 ** -17;
/** So many values from 0 to 1 are tried for ReLU's slope at 0, all of which are right. */
const CONVENTIONS = 9;

/**
 * A verdict for every parameter of a gradient, by default our own (`probe.py` tells the rules).
 * @param {Engine} engine @param {ArrayLike<number>} theta @param {ArrayLike<number> | null} [gradient]
 * @param {number} [tolerance] @returns {Probe[]}
 */
export function probe(engine, theta, gradient = null, tolerance = 1e-5) {
  const own = new Float64Array(engine.size), around = sides(engine, theta), exact = isExact(engine.lab);
  engine.evaluate(theta, own);
  const claimed = gradient ?? own, distances = around.below.map((v, i) => Math.min(v, around.above[i]));
  const { low, high } = conventions(engine, theta, distances.includes(0));
  return Array.from(distances, (distance, i) => {
    const seen = difference(engine, theta, i, distance, exact);
    const found = { parameter: i, gradient: claimed[i], ...seen, distance, left: around.left[i], right: around.right[i] };
    return { ...found, verdict: verdictOf(found, low[i], high[i], tolerance) };
  });
}

/** Whether J is a polynomial between kinks: then it is a parabola along each parameter. @param {Lab} lab */
function isExact({ depth, activation, output, loss }) {
  const linear = output.pieces?.[0] === 1 && output.pieces[1] === 1;
  return (depth === 1 || activation.pieces !== null) && linear && loss === "squared_error";
}

/**
 * The central difference, how far it may be off, and the step; NaN where there is none.
 * @param {Engine} engine @param {ArrayLike<number>} theta @param {number} i @param {number} distance @param {boolean} exact
 */
function difference(engine, theta, i, distance, exact) {
  const size = Math.abs(theta[i]), usual = size > 1 ? STEP * size : STEP;
  const step = distance / 4 < usual ? distance / 4 : usual;
  const up = moved(theta, i, step), down = moved(theta, i, -step);
  if (!(up[i] > theta[i] && theta[i] > down[i])) return { difference: NaN, unsure: Infinity, step };
  const found = central(engine, theta, i, step);
  const noise = (roundingOfObjective(engine, up) + roundingOfObjective(engine, down)) / (2 * step);
  const bend = exact ? 0 : found - central(engine, theta, i, 2 * step);
  return { difference: found, unsure: noise + Math.abs(bend), step };
}

/** @param {Engine} engine @param {ArrayLike<number>} theta @param {number} i @param {number} step */
function central(engine, theta, i, step) {
  const up = moved(theta, i, step), down = moved(theta, i, -step), gone = up[i] - down[i];
  return gone ? (engine.value(up) - engine.value(down)) / gone : NaN;
}

/** @param {ArrayLike<number>} theta @param {number} i @param {number} by */
function moved(theta, i, by) {
  const there = Float64Array.from(theta);
  there[i] += by;
  return there;
}

/**
 * The least and the largest entry that back-propagation gives with a slope from 0 to 1 at the kink.
 * @param {Engine} engine @param {ArrayLike<number>} theta @param {boolean} needed
 */
function conventions(engine, theta, needed) {
  const low = new Float64Array(engine.size).fill(Infinity), high = low.map((v) => -v);
  for (let k = 0; needed && k < CONVENTIONS; k++) {
    const gradient = new Float64Array(engine.size);
    new Engine(withSlope(engine.lab, k / (CONVENTIONS - 1)), engine.data).evaluate(theta, gradient);
    gradient.forEach((v, i) => {
      low[i] = Math.min(low[i], v);
      high[i] = Math.max(high[i], v);
    });
  }
  return { low, high };
}

/**
 * The lab with another slope at the kink: `share` of the way from the left one to the right.
 * @param {Lab} lab @param {number} share @returns {Lab}
 */
function withSlope(lab, share) {
  return { ...lab, point: lab.point.map((step) => ({ ...step, tree: changed(step.tree, share) })) };
}

/** @param {Tree} tree @param {number} share @returns {Tree} */
function changed(tree, share) {
  if (tree.kind !== "node") return tree;
  const { operation, args } = tree;
  if (operation !== "step" && operation !== "leaky_slope") return { ...tree, args: args.map((arg) => changed(arg, share)) };
  const gap = operation === "step" ? number(1) : node("sub", number(1), args[1]);
  return node("add", tree, node("mul", number(share), gap, atKink(args[0])));
}

/** 1 where a is 0, else 0: 1 - step(a) - step(-a). @param {Tree} a */
const atKink = (a) => node("sub", node("sub", number(1), node("step", a)), node("step", node("sub", number(0), a)));
/** @param {string} operation @param {...Tree} args @returns {Tree} */
const node = (operation, ...args) => ({ kind: "node", operation, args });
/** @param {number} value @returns {Tree} */
const number = (value) => ({ kind: "number", value });

/**
 * The verdict; low and high are what the conventions at a kink give.
 * @param {Omit<Probe, "verdict">} found @param {number} low @param {number} high @param {number} tolerance @returns {Verdict}
 */
function verdictOf(found, low, high, tolerance) {
  const { gradient, left, right, distance } = found;
  if (![gradient, left, right].every(isFinite)) return "cannot tell";
  if (distance !== 0) return away(found, tolerance);
  const least = Math.min(low, left, right), most = Math.max(high, left, right);
  const inside = least - tolerance * Math.abs(least) <= gradient && gradient <= most + tolerance * Math.abs(most);
  if (!inside) return "disagrees";
  return most - least > tolerance * Math.max(Math.abs(least), Math.abs(most)) ? "at a kink" : "agrees";
}

/**
 * A comparison that accepts only what it could also have rejected.
 * @param {Omit<Probe, "verdict">} found @param {number} tolerance @returns {Verdict}
 */
function away({ gradient, difference: seen, unsure, left, right }, tolerance) {
  const size = Math.max(Math.abs(gradient), Math.abs(seen)), gap = Math.abs(gradient - seen);
  if (!isFinite(size) || !isFinite(unsure)) return "cannot tell";
  if (gap > tolerance * size + unsure) return "disagrees";
  if (size === 0) return left === 0 && right === 0 ? "agrees" : "cannot tell"; // sure only where no path leads to J
  return gap <= tolerance * size && unsure <= size / 4 ? "agrees" : "cannot tell";
}
