/** Where a run starts: a distribution, a seed and an index give theta, the same one as in Python to the bit. */

import { exact } from "./figure.js";
import { normal, uniform, words } from "./philox.js";

/** @typedef {{ name: string, numbers: number[], text: string }} Start */

const FORMS = "uniform:LOW:HIGH, normal:MEAN:DEVIATION, he or glorot";
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const LARGEST = 2n ** 64n - 1n;

/**
 * A start from its text: uniform:-1:1, normal:0:1, he, glorot; a sentence where it is none.
 * @param {string} text @returns {Start | string}
 */
export function readStart(text) {
  const [name, ...rest] = text.trim().split(":");
  const numbers = rest.map((part) => (NUMBER.test(part.trim()) ? Number(part) : NaN));
  const two = name === "uniform" || name === "normal";
  const wanted = two ? 2 : name === "he" || name === "glorot" ? 0 : -1;
  const fits = wanted === numbers.length && numbers.every(isFinite);
  if (!fits || (two && !spreads(name, numbers))) {
    return `a start must be ${FORMS}, with LOW < HIGH, DEVIATION > 0; got ${brief(text)}`;
  }
  return { name, numbers, text: [name, ...numbers.map(exact)].join(":") };
}

/** @param {string} name @param {number[]} numbers */
const spreads = (name, [low, high]) => isFinite(high - low) && (name === "uniform" ? high > low : high > 0);

/**
 * Start `index` of `seed`; a sentence where one of the three cannot be used.
 * @param {Lab} lab @param {string} startText @param {string} seed @param {string} index @returns {Float64Array | string}
 */
export function draw(lab, startText, seed, index) {
  const start = readStart(startText);
  const wrong = typeof start === "string" ? start : checkSeed(seed) ?? checkSeed(index, "index");
  if (typeof start === "string" || wrong) return /** @type {string} */ (wrong);
  const word = words(BigInt(seed), BigInt(index), lab.parameters.length);
  if (start.name === "uniform") return Float64Array.from(word, (w) => uniform(w, start.numbers[0], start.numbers[1]));
  if (start.name === "normal") return Float64Array.from(word, (w) => start.numbers[0] + start.numbers[1] * normal(w));
  return byLayer(lab, word, start.name);
}

/**
 * he (He and others 2015), glorot (Glorot and Bengio 2010): biases are 0.
 * @param {Lab} lab @param {Uint32Array} word @param {string} name
 */
function byLayer(lab, word, name) {
  const theta = new Float64Array(word.length);
  lab.places.forEach(({ weights, biases }, k) => {
    const m = lab.widths[k], n = lab.widths[k + 1], deviation = Math.sqrt(2 / m), limit = Math.sqrt(6 / (m + n));
    for (let i = weights; i < biases; i++) {
      theta[i] = name === "he" ? deviation * normal(word[i]) : uniform(word[i], -limit, limit);
    }
  });
  return theta;
}

/** Why a text names no seed, or no index; null where it does. @param {string} text @param {string} [name] @returns {string | null} */
export function checkSeed(text, name = "seed") {
  if (/^\d+$/.test(text) && BigInt(text) <= LARGEST) return null;
  return `the ${name} must be a whole number from 0 to 2^64 - 1; got ${brief(text)}`;
}

/** A seed that nobody chose, short enough to be typed. @returns {string} */
export function newSeed() {
  return String(crypto.getRandomValues(new Uint32Array(1))[0]);
}

/** @param {string} text */
const brief = (text) => (text.trim() ? (text.length > 60 ? `${text.slice(0, 57)}...` : text) : "nothing");
