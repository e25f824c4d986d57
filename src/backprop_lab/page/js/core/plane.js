/** A plane through the space of all parameters, and how a descent lies to it. */

import { length } from "./descent.js";
import { sharpest, sharpness } from "./sharpness.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** A point of the plane, and two unit directions at right angles. @typedef {{ origin: Float64Array, across: Float64Array, up: Float64Array }} Plane */

/**
 * The unit direction of that name at theta: a parameter's text, "gradient" or "sharpest". A sentence where there is none.
 * @param {Engine} engine @param {ArrayLike<number>} theta @param {string} name @returns {Float64Array | string}
 */
export function directionOf(engine, theta, name) {
  const found = new Float64Array(engine.size);
  if (name === "gradient") {
    engine.evaluate(theta, found);
    return unit(found) ?? "The gradient is 0 here and has no direction.";
  }
  if (name === "sharpest") {
    const top = sharpness(engine, theta);
    if (top !== top) return "The curvature is not finite here.";
    return (top !== 0 && unit(sharpest(engine, theta))) || "J is not curved here; there is no sharpest direction.";
  }
  const place = engine.lab.parameters.findIndex((parameter) => parameter.text === name);
  if (place < 0) return `No parameter is called ${name}.`;
  found[place] = 1;
  return found;
}

/**
 * The plane through theta along two directions: `across` stays as it is, `up` keeps what is at right
 * angles to it. Null where both are the same line.
 * @param {ArrayLike<number>} theta @param {Float64Array} across @param {Float64Array} up @returns {Plane | null}
 */
export function makePlane(theta, across, up) {
  const first = unit(across);
  let rest = up;
  // Twice, so that rounding leaves nothing of the first direction in the second.
  for (let round = 0; first && round < 2; round++) {
    const share = dot(rest, first);
    rest = rest.map((v, i) => v - share * first[i]);
  }
  const long = Math.sqrt(dot(rest, rest));
  if (!first || !(long > 1e-9 * Math.sqrt(dot(up, up)))) return null;
  return { origin: Float64Array.from(theta), across: first, up: rest.map((v) => v / long) };
}

/** The theta at (s, t) of a plane, in `into`. @param {Plane} plane @param {number} s @param {number} t @param {Float64Array} into */
export function placeOn({ origin, across, up }, s, t, into) {
  for (let i = 0; i < into.length; i++) into[i] = origin[i] + s * across[i] + t * up[i];
  return into;
}

/**
 * Where states come to lie when they are dropped onto the plane at right angles, and how far they are from it.
 * @param {Plane} plane @param {Float64Array[]} thetas
 * @returns {{ across: Float64Array, up: Float64Array, distance: Float64Array }}
 */
export function project({ origin, across, up }, thetas) {
  const found = { across: new Float64Array(thetas.length), up: new Float64Array(thetas.length), distance: new Float64Array(thetas.length) };
  thetas.forEach((theta, k) => {
    const from = theta.map((v, i) => v - origin[i]), s = dot(from, across), t = dot(from, up);
    found.across[k] = s;
    found.up[k] = t;
    found.distance[k] = length(from.map((v, i) => v - s * across[i] - t * up[i]));
  });
  return found;
}

/** @param {Float64Array} a @param {Float64Array} b */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Of length 1; null for 0 and what is not finite. @param {Float64Array} v @returns {Float64Array | null} */
function unit(v) {
  const most = v.reduce((size, entry) => Math.max(size, Math.abs(entry)), 0);
  if (!(most > 0 && most < Infinity)) return null;
  const scaled = v.map((entry) => entry / most), long = Math.sqrt(dot(scaled, scaled));
  return long === long ? scaled.map((entry) => entry / long) : null;
}
