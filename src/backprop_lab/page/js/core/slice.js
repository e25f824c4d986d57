/** J on a plane, and the borders there at which a unit with a kink switches. */

import { linesBetween } from "./contour.js";
import { forward } from "./pattern.js";
import { placeOn } from "./plane.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {import("./plane.js").Plane} Plane */

/**
 * Numbers on n by n nodes of the square of half-width `reach` in the plane: J, and for each unit with a
 * kink and each point its preactivation. Row j goes up, column i across.
 * @typedef {{ engine: Engine, plane: Plane, reach: number, n: number, values: Float64Array, kinks: Kink[], rows: number }} Slice
 * @typedef {{ unit: Name, layer: number, index: number, point: number, values: Float32Array }} Kink
 */

/** Whether a unit of the lab has a kink at 0. @param {Lab} lab */
export const hasKinks = ({ activation: { pieces } }) => pieces !== null && pieces[0] !== pieces[1];

/**
 * A slice without its numbers; `fillRows` brings them. More than `most` kinks are not followed.
 * @param {Engine} engine @param {Plane} plane @param {number} reach @param {number} n odd: theta itself is a node
 * @param {number} [most] @returns {Slice}
 */
export function makeSlice(engine, plane, reach, n, most = 64) {
  const { lab, points } = engine, kinked = hasKinks(lab) ? lab.preactivations.slice(0, -1) : [];
  const kinks = kinked.flatMap((names, layer) => names.flatMap((_, index) => Array.from({ length: points }, (_, point) =>
    ({ unit: lab.units[layer][index], layer, index, point, values: new Float32Array(0) }))));
  const kept = kinks.length > most ? [] : kinks;
  for (const kink of kept) kink.values = new Float32Array(n * n);
  return { engine, plane, reach, n, values: new Float64Array(n * n), kinks: kept, rows: 0 };
}

/** The place of node k on an axis of the slice. @param {{ reach: number, n: number }} slice @param {number} k */
export const nodeAt = ({ reach, n }, k) => (reach * (2 * k - (n - 1))) / (n - 1);

/** Work out the next rows, as long as there is time; whether all are there. @param {Slice} slice @param {number} until milliseconds of performance.now */
export function fillRows(slice, until = Infinity) {
  const { engine, plane, n, values, kinks } = slice, theta = new Float64Array(engine.size);
  while (slice.rows < n) {
    const j = slice.rows++, t = nodeAt(slice, j);
    for (let i = 0; i < n; i++) {
      placeOn(plane, nodeAt(slice, i), t, theta);
      values[j * n + i] = engine.value(theta);
      if (!kinks.length) continue;
      const { files, preactivations } = forward(engine, theta);
      for (const { layer, index, point, values: sides } of kinks) sides[j * n + i] = files[point][preactivations[layer][index]];
    }
    if (performance.now() > until) break;
  }
  return slice.rows >= n;
}

/** All of a slice at once. @param {Engine} engine @param {Plane} plane @param {number} reach @param {number} n */
export function sliceAt(engine, plane, reach, n) {
  const slice = makeSlice(engine, plane, reach, n);
  fillRows(slice);
  return slice;
}

/**
 * The borders at which units switch, each as lines of places in the plane, across and up by turns.
 * `sharp`: each place is sought until the preactivation is 0 to rounding; else it is taken from the nodes.
 * @param {Slice} slice @param {boolean} [sharp]
 * @returns {{ kink: Kink, lines: number[][] }[]}
 */
export function borders(slice, sharp = true) {
  const { n, kinks } = slice, found = [];
  for (const kink of kinks) {
    const on = (/** @type {number} */ i, /** @type {number} */ j) => kink.values[j * n + i] > 0;
    const lines = linesBetween(n, on, (edge) => crossing(slice, kink, edge, sharp));
    if (lines.length) found.push({ kink, lines: lines.map((line) => line.map((place) => nodeAt(slice, place))) });
  }
  return found;
}

/** How far along an edge a unit switches. @param {Slice} slice @param {Kink} kink @param {import("./contour.js").Edge} edge @param {boolean} sharp */
function crossing(slice, kink, { i, j, vertical }, sharp) {
  const { n } = slice, a = kink.values[j * n + i], b = kink.values[vertical ? (j + 1) * n + i : j * n + i + 1];
  const guess = a === b || !isFinite(a) || !isFinite(b) ? 0.5 : a / (a - b);
  if (!sharp) return Math.max(0, Math.min(1, guess));
  const at = (/** @type {number} */ share) => preactivation(slice, kink, vertical ? i : i + share, vertical ? j + share : j);
  return switchPlace(at, a > 0);
}

/** @param {Slice} slice @param {Kink} kink @param {number} i @param {number} j */
function preactivation(slice, { layer, index, point }, i, j) {
  const theta = placeOn(slice.plane, nodeAt(slice, i), nodeAt(slice, j), new Float64Array(slice.engine.size));
  const { files, preactivations } = forward(slice.engine, theta);
  return files[point][preactivations[layer][index]];
}

/**
 * Where between 0 and 1 a preactivation comes from above 0 to 0 or below: by false position, the side that
 * stays counting half (Illinois), by halves where one side is 0 throughout.
 * @param {(share: number) => number} at @param {boolean} onFirst whether it is above 0 at 0
 */
function switchPlace(at, onFirst) {
  let on = onFirst ? 0 : 1, off = 1 - on, above = at(on), below = at(off), side = 0;
  if (!(above > 0)) return on;
  for (let round = 0; round < 60 && Math.abs(on - off) > 1e-13; round++) {
    const share = below < 0 && isFinite(above - below) ? (on * below - off * above) / (below - above) : (on + off) / 2;
    const next = round % 8 === 7 ? (on + off) / 2 : share, value = at(next);
    if (value > 0) {
      if (next === on) break;
      [on, above] = [next, value];
      if (side === 1) below /= 2;
      side = 1;
    } else {
      if (value === 0 && below < 0) return next;
      if (next === off) break;
      [off, below] = [next, value];
      if (side === -1) above /= 2;
      side = -1;
    }
  }
  return off;
}
