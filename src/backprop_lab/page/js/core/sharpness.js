/** The sharpness, the largest eigenvalue of the Hessian of J, along a descent. */

import { largestEigenvalue, eigenvector } from "./eigen.js";

/** @typedef {import("./engine.js").Engine} Engine */

/** The sharpness at theta; NaN where it is not finite. @param {Engine} engine @param {ArrayLike<number>} theta */
export function sharpness(engine, theta) {
  return largestEigenvalue(engine.hessian(theta), engine.size);
}

/** The unit direction of the largest curvature at theta. @param {Engine} engine @param {ArrayLike<number>} theta */
export function sharpest(engine, theta) {
  const h = engine.hessian(theta), top = largestEigenvalue(h, engine.size);
  return isFinite(top) ? eigenvector(h, engine.size, top) : new Float64Array(engine.size);
}

/**
 * The sharpness at every state, worked out once where theta stands still.
 * @param {Engine} engine @param {Descent} history @param {Float64Array} found filled from `from` on
 * @param {number} from @param {number} until @returns {void}
 */
export function sharpnessAlong(engine, history, found, from = 0, until = history.last + 1) {
  for (let t = from; t < until; t++) {
    const same = t > 0 && found[t - 1] === found[t - 1] && equal(history.thetas[t], history.thetas[t - 1]);
    found[t] = same ? found[t - 1] : sharpness(engine, history.thetas[t]);
  }
}

/** @param {Float64Array} a @param {Float64Array} b */
export function equal(a, b) {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
