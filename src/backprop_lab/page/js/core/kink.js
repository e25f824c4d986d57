/** How far each parameter is from the nearest kink, and the derivatives of J on both sides: exact for ReLU. */

import { slot } from "./engine.js";
import { runAlong } from "./tape.js";

/** @typedef {import("./engine.js").Engine} Engine */
/**
 * For every parameter how far theta may move down and up before a unit switches (0 at a kink, infinite
 * where none ever does), and J's derivatives on both sides.
 * @typedef {{ below: Float64Array, above: Float64Array, left: Float64Array, right: Float64Array }} Sides
 */
/**
 * Where in a register file the hidden preactivations are, those of the output, and the derivatives of L in these.
 * @typedef {{ hidden: number[], last: number[], deltas: number[] }} Places
 */

/**
 * Along one parameter, and up to the first kink, every preactivation is affine: a + t a'. So the first
 * unit to switch is found by division. At a kink itself the derivative is that of the piece on that side.
 * @param {Engine} engine @param {ArrayLike<number>} theta @returns {Sides}
 */
export function sides(engine, theta) {
  const { lab, size } = engine, { pieces } = lab.activation;
  const at = (/** @type {string} */ code) => slot(engine.tape, code), outputs = lab.preactivations[lab.depth - 1];
  const places = {
    hidden: pieces && pieces[0] !== pieces[1] ? lab.preactivations.slice(0, -1).flat().map((a) => at(a.code)) : [],
    last: outputs.map((a) => at(a.code)), deltas: outputs.map((a) => at(`d${a.code}`)),
  };
  const [below, above, left, right] = Array.from({ length: 4 }, () => new Float64Array(size));
  engine.value(theta);
  for (let i = 0; i < size; i++) {
    [above[i], right[i]] = towards(engine, places, i, 1);
    [below[i], left[i]] = towards(engine, places, i, -1);
    left[i] = -left[i];
  }
  return { below, above, left, right };
}

/**
 * Distance to the first switch along sign * e_i, and J's derivative in that direction.
 * @param {Engine} engine @param {Places} places @param {number} i @param {number} sign
 */
function towards(engine, { hidden, last, deltas }, i, sign) {
  const { files, tape, along, size } = engine;
  let reach = Infinity, total = 0;
  for (const file of files) {
    along.fill(0, 0, size);
    along[i] = sign;
    runAlong(tape.rows, file, along, true);
    for (const place of hidden) {
      const a = file[place], da = along[place];
      if (a * da < 0) reach = Math.min(reach, -a / da);
      else if (a === 0 && da !== 0) reach = 0;
    }
    for (let k = 0; k < last.length; k++) total += file[deltas[k]] * along[last[k]];
  }
  return [reach, engine.weigh(total)];
}
