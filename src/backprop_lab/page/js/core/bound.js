/** The largest rate at which any perfect fit can be stable, where that is proved, else an honest "not known". */

import { figure } from "./figure.js";
import { sharpness } from "./sharpness.js";

/** @typedef {import("./engine.js").Engine} Engine */

/**
 * c such that the method, linearised at a minimum, is stable just where rate * sharpness < c; null
 * where none is proved.
 * @param {Method} method @returns {number | null}
 */
export function stabilityLimit({ name, numbers }) {
  const beta = numbers[0] ?? 0;
  if (name === "gradient_descent") return 2;
  if (name === "momentum") return 2 * (1 + beta);
  return name === "nesterov" ? (2 * (1 + beta)) / (1 + 2 * beta) : null;
}

/**
 * What the sharpness is at least at every perfect fit, 2 w D (|x| (m |y|)^(D-1))^(2/D) for the point
 * that asks most; null where no proof holds, or it overflows (`bound.py`, docs/mathematics.md).
 * @param {Lab} lab @param {Data} data @returns {number | null}
 */
export function smallestSharpness(lab, data) {
  if (missingCondition(lab)) return null;
  const { depth } = lab, left = lab.activation.pieces?.[0] ?? 1;
  const kept = left === 0 || depth === 1 ? 1 : Math.min(1, Math.abs(left));
  const each = data.x.map((x, p) => (long(x) * (kept * long(data.y[p])) ** (depth - 1)) ** (2 / depth));
  const weight = lab.mean ? lab.factor / data.x.length : lab.factor;
  const least = 2 * weight * depth * Math.max(...each);
  return isFinite(least) ? least : null;
}

/** @param {number[]} v */
const long = (v) => Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, 0));

/** Which condition of the proof does not hold, and what it should be; empty if all do. @param {Lab} lab @returns {string} */
export function missingCondition({ hasBiases, depth, activation, output, loss }) {
  if (hasBiases) return "the network has biases, and the proof holds only without them";
  if (depth > 1 && !activation.pieces) return `the activation is ${activation.name}, and the proof holds only for relu, leaky relu and identity`;
  if (output.pieces?.[0] !== 1 || output.pieces[1] !== 1) return `the output is ${output.name}, and the proof holds only for identity`;
  return loss === "squared_error" ? "" : `the loss is ${loss.replaceAll("_", " ")}, and the proof holds only for squared error`;
}

/**
 * The bound for every perfect fit under the method.
 * @param {Lab} lab @param {Data} data @param {Method} method @returns {Bound}
 */
export function stabilityBound(lab, data, method) {
  const missing = missingCondition(lab), limit = stabilityLimit(method), least = smallestSharpness(lab, data);
  if (least === null) return notKnown(null, `Not known: ${missing || "its numbers are beyond all floats"}.`);
  if (least === 0) return notKnown(0, "Not known: for this data the proof gives no limit above 0.");
  const every = `every perfect fit has a sharpness of at least ${figure(least, 6)}`;
  if (limit === null) return notKnown(least, `Not known for ${method.name}: ${every}, but no limit of this method is proved.`);
  const rate = limit / least, so = `so above the rate ${figure(rate, 5)} none is stable under ${method.name.replace("_", " ")}`;
  return { rate, sharpness: least, known: true, kind: "every perfect fit", reason: `E${every.slice(1)}, ${so}.` };
}

/** @param {number | null} top @param {string} reason @returns {Bound} */
const notKnown = (top, reason) => ({ rate: null, sharpness: top, known: false, kind: "none", reason });

/**
 * The limit at one fit that was found, by its own sharpness.
 * @param {Engine} engine @param {Method} method @param {ArrayLike<number>} theta @returns {Bound}
 */
export function boundAt(engine, method, theta) {
  const limit = stabilityLimit(method), top = sharpness(engine, theta);
  if (limit === null) return notKnown(top, `Not known for ${method.name}: no limit of it is proved.`);
  if (!(top > 0)) return notKnown(null, "Not known: the fit that was found has no sharpness above 0.");
  const reason = `No limit is proved for every fit; the one that was found has sharpness ${figure(top, 6)} ` +
    `and is stable up to the rate ${figure(limit / top, 5)}.`;
  return { rate: limit / top, sharpness: top, known: false, kind: "the fit that was found", reason };
}

/** The rate against the bound, in one sentence. @param {number} rate @param {Bound} bound @returns {string} */
export function rateSentence(rate, bound) {
  if (bound.rate === null || !bound.known) return bound.reason;
  const share = bound.rate > rate / 1e300 ? rate / bound.rate : Infinity, top = figure(bound.rate, 5);
  if (!(share > 1)) return `The rate ${figure(rate)} is below ${top}, above which no perfect fit is stable.`;
  const times = isFinite(share) ? `${figure(share, 3)} times` : "by far";
  return `The rate ${figure(rate)} is ${times} too large: above ${top} no perfect fit is stable.`;
}
