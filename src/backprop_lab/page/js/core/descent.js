/** Going down: all states of a descent, and every number of one of them. */

import { Engine } from "./engine.js";
import { run, registers, TapeMaker } from "./tape.js";
import { Updater, shareNames } from "./update.js";

/** J above this many times max(1, J at theta = 0) is called diverged, as in Python. */
export const BEYOND_RETURN = 1e100;

/**
 * The states from theta0 on; a state that is not finite is not kept.
 * @param {Engine} engine @param {Method} method @param {number} rate @param {number} steps
 * @param {ArrayLike<number>} theta0 @returns {Descent}
 */
export function descend(engine, method, rate, steps, theta0) {
  const states = walk(engine, method, rate, steps, theta0);
  for (;;) {
    const { done, value } = states.next();
    if (done) return value;
  }
}

/**
 * The same, stopping after every state to say which it was. A state that is recorded is taken as it is.
 * @param {Engine} engine @param {Method} method @param {number} rate @param {number} steps
 * @param {ArrayLike<number>} theta0 @param {number[][]} [recorded] @returns {Generator<number, Descent, void>}
 */
export function* walk(engine, method, rate, steps, theta0, recorded = []) {
  const updater = new Updater(engine.lab, method, rate), size = engine.size;
  const limit = BEYOND_RETURN * Math.max(1, engine.value(new Float64Array(size)));
  const thetas = [], gradients = [], memories = [], values = [], norms = [];
  /** @type {Float64Array} */
  let theta = Float64Array.from(theta0);
  let memory = updater.init(size), beyond = null;
  for (let step = 0; step <= steps; step++) {
    const gradient = new Float64Array(size);
    const value = engine.evaluate(theta, gradient);
    const norm = length(gradient);
    if (!(value < limit) || norm !== norm) {
      beyond = step;
      if (!(value < Infinity) && step) break;
    }
    thetas.push(theta); gradients.push(gradient); memories.push(memory); values.push(value); norms.push(norm);
    if (beyond !== null) break;
    if (step < steps) ({ theta, memory } = updater.next(theta, gradient, memory));
    if (step + 1 < recorded.length) theta = Float64Array.from(recorded[step + 1]);
    yield step;
  }
  return {
    thetas, gradients, memories, values: Float64Array.from(values), norms: Float64Array.from(norms),
    last: values.length - 1, steps, beyond,
  };
}

/** The Euclidean length, 0 only where every entry is: squares of tiny entries would vanish. @param {Float64Array} v */
export function length(v) {
  let square = 0, largest = 0;
  for (let i = 0; i < v.length; i++) square += v[i] * v[i];
  if (square > 0 || square !== square) return Math.sqrt(square);
  for (let i = 0; i < v.length; i++) largest = Math.max(largest, Math.abs(v[i]));
  if (largest === 0) return 0;
  for (let i = 0; i < v.length; i++) square += (v[i] / largest) ** 2;
  return largest * Math.sqrt(square);
}

/**
 * Every number of one state: forward, loss and backward of each point, the sum, and the update from there.
 * @param {Engine} engine @param {Method} method @param {number} rate @param {ArrayLike<number>} theta
 * @param {Memory | null} [memory] @returns {Values}
 */
export function valuesAt(engine, method, rate, theta, memory = null) {
  const { lab } = engine, gradient = new Float64Array(engine.size);
  const value = engine.evaluate(theta, gradient);
  const points = engine.files.map((file) => file.slice());
  /** @type {Map<string, number>} */
  const shared = new Map([["J", value], ["rate", rate], ["factor", lab.factor], ["n", engine.points]]);
  lab.parameters.forEach((name, i) => {
    shared.set(name.code, theta[i]);
    shared.set(`dJ_d${name.code}`, gradient[i]);
  });
  shareNames(method).forEach((code, i) => shared.set(code, method.numbers[i]));
  const kept = memory ?? new Updater(lab, method, rate).init(engine.size);
  for (const [letter, numbers] of Object.entries(kept.arrays)) {
    lab.parameters.forEach((name, i) => shared.set(`${letter}_${name.code}`, numbers[i]));
  }
  for (const [code, number] of Object.entries(kept.shared)) shared.set(code, number);
  workOut(lab.update[method.name], shared);
  const slots = engine.tape.slots;
  return {
    get: (code, point) => {
      const found = shared.get(code);
      if (found !== undefined && !lab.own.has(code)) return found;
      const slot = slots.get(code);
      return slot === undefined ? NaN : points[point ?? 0][slot];
    },
    has: (code) => shared.has(code) || slots.has(code),
  };
}

/** The values of steps that read only what is known, put among it. @param {Step[]} steps @param {Map<string, number>} known */
function workOut(steps, known) {
  const maker = new TapeMaker();
  for (const code of known.keys()) maker.input(code);
  for (const step of steps) maker.define(step.name.code, step.tree);
  const tape = maker.finish(), file = registers(tape);
  for (const [code, value] of known) file[/** @type {number} */ (tape.slots.get(code))] = value;
  run(tape.rows, file);
  for (const step of steps) known.set(step.name.code, file[/** @type {number} */ (tape.slots.get(step.name.code))]);
}
