/** What became of a run: fitted, falling, oscillating, stalled, dead or diverged, and when that was decided. */

import { shutLayers } from "./pattern.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** The name of an outcome and the step at which it was decided. @typedef {{ name: Outcome["name"], step: number }} Verdict */

/** J moves where it changes by more than this share of itself within the window. */
const MOVES = 1e-3;

/**
 * The rules, in Python's order (`outcome.py` tells them); `fit` is the share of J(0) under which a run is fitted.
 * @param {Engine} engine @param {Descent} history @param {number} [fit] @returns {Verdict}
 */
export function judge(engine, history, fit = 1e-4) {
  const j = history.values, last = j[history.last], seen = windowOf(history), zero = atZero(engine);
  if (history.beyond !== null) return { name: "diverged", step: history.beyond };
  if (climbs(seen) && last > j[0] && !(last <= zero)) {
    return { name: "diverged", step: since(history.last, (t) => j[t + 1] > j[t]) + 1 };
  }
  const enough = fit * (zero === 0 ? j[0] : zero);
  if (last <= enough) return { name: "fitted", step: since(j.length, (t) => j[t] <= enough) };
  return unfitted(engine, history, seen);
}

/** @param {Engine} engine @param {Descent} history @param {Float64Array} seen @returns {Verdict} */
function unfitted(engine, { values: j, norms, thetas, last }, seen) {
  if (norms[last] === 0) {
    return { name: isDead(engine, thetas[last]) ? "dead" : "stalled", step: since(j.length, (t) => norms[t] === 0) };
  }
  const top = Math.max(...seen);
  if (last > 0 && top - Math.min(...seen) <= MOVES * top) {
    return { name: "stalled", step: since(j.length, (t) => Math.abs(j[t] - j[last]) <= MOVES * Math.max(j[t], j[last])) };
  }
  const rises = (/** @type {number} */ t) => j[t] > j[t - 1] * (1 + MOVES);
  if (find(last - seen.length + 2, last, rises) !== null && !comesDown(seen)) {
    return { name: "oscillating", step: /** @type {number} */ (find(1, last, rises)) };
  }
  return { name: "falling", step: last };
}

/** J where every parameter is 0: what a network says that lets nothing through. @param {Engine} engine @returns {number} */
export function atZero(engine) {
  return engine.value(new Float64Array(engine.size));
}

/** The values of the last tenth of the steps, at least one, and the one before. @param {Descent} history @returns {Float64Array} */
export function windowOf({ values, last }) {
  return values.slice(-(1 + Math.max(1, Math.floor(last / 10))));
}

/**
 * Whether no path lets any point through: then the gradient is exactly 0 at any target. Never where
 * there are biases: that of the output always learns.
 * @param {Engine} engine @param {ArrayLike<number>} theta @returns {boolean}
 */
export function isDead(engine, theta) {
  return !engine.lab.hasBiases && shutLayers(engine, theta).every((layer) => layer >= 0);
}

/**
 * The first step t with J at t + 1 above J at t by more than rounding; null if there is none.
 * @param {Float64Array} values @returns {number | null}
 */
export function firstRise(values) {
  return find(0, values.length - 2, (t) => values[t + 1] > values[t] * (1 + 1e-12));
}

/** Whether J rises at every step of the window, by more than a thousandth in all. @param {Float64Array} seen */
function climbs(seen) {
  const end = seen.length - 1;
  return end > 0 && find(1, end, (t) => !(seen[t] > seen[t - 1])) === null && seen[end] > seen[0] * (1 + MOVES);
}

/** Whether the window's second half comes lower than its first, whatever the ups and downs. @param {Float64Array} seen */
function comesDown(seen) {
  const half = Math.floor((seen.length + 1) / 2);
  return Math.min(...seen.slice(half)) < (1 - MOVES) * Math.min(...seen.slice(0, half));
}

/** The step from which on something holds to the end. @param {number} count @param {(t: number) => boolean} holds */
function since(count, holds) {
  let t = count;
  while (t > 0 && holds(t - 1)) t--;
  return t;
}

/**
 * The first t from `from` to `until` at which something holds; null if there is none.
 * @param {number} from @param {number} until @param {(t: number) => boolean} holds
 */
function find(from, until, holds) {
  for (let t = from; t <= until; t++) if (holds(t)) return t;
  return null;
}
