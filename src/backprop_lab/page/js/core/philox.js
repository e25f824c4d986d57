/** The generator: Philox4x32-10, and the way from its words to uniform and to normal numbers, as docs/random.md has it. */

const TWO32 = 2 ** 32;

/**
 * Words 0 .. count - 1 of an item of a seed; stream 0 is that of starts.
 * @param {bigint} seed @param {bigint} item @param {number} count @param {number} [stream] @returns {Uint32Array}
 */
export function words(seed, item, count, stream = 0) {
  const found = new Uint32Array(count), key = halves(seed), [low, high] = halves(item);
  for (let j = 0; j < count; j += 4) {
    const block = philox([low, high, j / 4, stream], key);
    for (let k = 0; k < 4 && j + k < count; k++) found[j + k] = block[k];
  }
  return found;
}

/** Four words for a counter under a key, ten rounds. @param {number[]} counter @param {number[]} key @returns {number[]} */
export function philox(counter, key) {
  let [a, b, c, d] = counter, [k, l] = key;
  for (let round = 0; round < 10; round++) {
    const highA = high(a, 0xd2511f53), lowA = Math.imul(a, 0xd2511f53) >>> 0;
    const highC = high(c, 0xcd9e8d57), lowC = Math.imul(c, 0xcd9e8d57) >>> 0;
    [a, b, c, d] = [(highC ^ b ^ k) >>> 0, lowC, (highA ^ d ^ l) >>> 0, lowA];
    k = (k + 0x9e3779b9) % TWO32;
    l = (l + 0xbb67ae85) % TWO32;
  }
  return [a, b, c, d];
}

/** The upper half of a product of two words: every step is exact below 2^53. @param {number} a @param {number} b */
const high = (a, b) => Math.floor(((a >>> 16) * b + Math.floor(((a & 0xffff) * b) / 65536)) / 65536);

/** A number below 2^64 as two words. @param {bigint} whole @returns {[number, number]} */
const halves = (whole) => [Number(whole & 0xffffffffn), Number(whole >> 32n)];

/** (word + 1/2) / 2^32. @param {number} word */
const unit = (word) => (word + 0.5) / TWO32;

/** @param {number} word @param {number} low @param {number} high @returns {number} */
export const uniform = (word, low, high) => low + (high - low) * unit(word);

/**
 * The standard normal number below which a share u of all lies: Wichura's algorithm AS 241.
 * @param {number} word @returns {number}
 */
export function normal(word) {
  const u = unit(word), q = u - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, MIDDLE);
  const tail = ratio(Math.sqrt(-log(q < 0 ? u : 1 - u)) - 1.6, TAIL);
  return q < 0 ? -tail : tail;
}

/**
 * The natural logarithm from operations that every machine rounds alike; p must be a normal number above 0.
 * @param {number} p @returns {number}
 */
export function log(p) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, p);
  const top = view.getUint32(0);
  let e = (top >>> 20) - 1022;
  view.setUint32(0, ((top & 0xfffff) | (1022 << 20)) >>> 0);
  let m = view.getFloat64(0);
  if (m < 0.7071067811865476) {
    m += m;
    e -= 1;
  }
  const f = (m - 1) / (m + 1), s = f * f;
  let series = 1 / 23;
  for (let odd = 21; odd > 0; odd -= 2) series = series * s + 1 / odd;
  return e * 0.6931471805599453 + (f + f) * series;
}

/** Numerator over denominator at r, each by Horner's rule from its highest power. @param {number} r @param {number[][]} table */
const ratio = (r, [above, below]) => horner(r, above) / horner(r, below);

/** @param {number} r @param {number[]} row */
const horner = (r, row) => row.reduce((sum, next) => sum * r + next);

const MIDDLE = [
  [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0],
  [5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1],
];
const TAIL = [
  [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
    3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0],
  [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
    6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1],
];
