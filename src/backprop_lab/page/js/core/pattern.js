/** Which hidden unit lets something through for which data point, at any theta. */

import { slot } from "./engine.js";
import { registers, run, TapeMaker } from "./tape.js";

/** @typedef {import("./engine.js").Engine} Engine */
/**
 * The forward map alone: a register file for each point, and by hidden layer where the preactivations
 * and the slopes s'(a) are in it.
 * @typedef {{ tape: import("./tape.js").Tape, files: Float64Array[], preactivations: number[][], slopes: number[][] }} Forward
 */

/** The slope where the trees have none. @type {Tree} */
const ONE = { kind: "number", value: 1 };
/** @type {WeakMap<Engine, Forward>} */
const made = new WeakMap();

/**
 * The forward map at theta, worked out; overwritten by the next call.
 * @param {Engine} engine @param {ArrayLike<number>} theta @returns {Forward}
 */
export function forward(engine, theta) {
  let found = made.get(engine);
  if (!found) made.set(engine, found = prepare(engine));
  for (const file of found.files) {
    for (let i = 0; i < engine.size; i++) file[i] = theta[i];
    run(found.tape.rows, file);
  }
  return found;
}

/** @param {Engine} engine @returns {Forward} */
function prepare({ lab, data }) {
  const maker = new TapeMaker(), given = [...lab.inputs, ...lab.outputs], hidden = lab.preactivations.slice(0, -1);
  for (const name of [...lab.parameters, ...given]) maker.input(name.code);
  for (const step of lab.point) if (step.phase === "forward") maker.define(step.name.code, step.tree);
  const gates = new Map(lab.point.map((step) => [step.name.code, step.gate]));
  const slopes = hidden.map((layer) => layer.map((a) => maker.place(gates.get(`d${a.code}`) ?? ONE)));
  const tape = maker.finish();
  const files = data.x.map((x, p) => {
    const file = registers(tape), numbers = [...x, ...data.y[p]];
    given.forEach((name, i) => { file[slot(tape, name.code)] = numbers[i]; });
    return file;
  });
  return { tape, files, preactivations: hidden.map((layer) => layer.map((a) => slot(tape, a.code))), slopes };
}

/**
 * s'(a) of every hidden unit over its largest value: for each hidden layer one array in which unit u of
 * point p at theta t is at (t * points + p) * width + u. 1 lets a derivative pass in full, 0 nothing.
 * @param {Engine} engine @param {ArrayLike<number>[]} thetas @returns {Float32Array[]}
 */
export function slopes(engine, thetas) {
  const { lab, points } = engine, { steepest } = lab.activation;
  const found = lab.widths.slice(1, -1).map((width) => new Float32Array(thetas.length * points * width));
  thetas.forEach((theta, t) => {
    const passed = forward(engine, theta);
    passed.slopes.forEach((places, layer) => passed.files.forEach((file, p) => {
      const at = (t * points + p) * places.length;
      for (let u = 0; u < places.length; u++) found[layer][at + u] = file[places[u]] / steepest;
    }));
  });
  return found;
}

/**
 * For every point the first hidden layer (from 0) of which each unit is off, -1 where none is. Through
 * such a layer no path leads. A smooth unit may round its slope to 0, but it is never off.
 * @param {Engine} engine @param {ArrayLike<number>} theta @returns {number[]}
 */
export function shutLayers(engine, theta) {
  const { pieces } = engine.lab.activation;
  if (!pieces || pieces[0] !== 0) return new Array(engine.points).fill(-1);
  const { files, preactivations } = forward(engine, theta);
  return files.map((file) => preactivations.findIndex((layer) => layer.every((a) => file[a] <= 0)));
}
