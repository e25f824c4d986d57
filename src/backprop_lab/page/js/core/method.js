/** The ways down, as text and as numbers. */

import { exact } from "./figure.js";

/** @type {Record<string, { names: string[], usual: number[], shares: number }>} */
export const METHODS = {
  gradient_descent: { names: [], usual: [], shares: 0 },
  momentum: { names: ["beta"], usual: [0.9], shares: 1 },
  nesterov: { names: ["beta"], usual: [0.9], shares: 1 },
  adam: { names: ["beta1", "beta2", "epsilon"], usual: [0.9, 0.999, 1e-8], shares: 2 },
};

/**
 * A method from its text, its usual numbers where none are given; a sentence where it is none.
 * @param {string} text @returns {Method | string}
 */
export function readMethod(text) {
  const [name, ...rest] = text.split(":");
  if (!Object.hasOwn(METHODS, name)) return `a method must be one of ${Object.keys(METHODS).join(", ")}; got ${text}`;
  const row = METHODS[name];
  if (rest.length > row.usual.length) return `${name} takes at most ${row.usual.length} numbers; got ${text}`;
  const numbers = row.usual.map((usual, i) => (i < rest.length ? Number(rest[i] || NaN) : usual));
  const shares = numbers.slice(0, row.shares).every((v) => v >= 0 && v < 1);
  const rests = numbers.slice(row.shares).every((v) => v > 0 && isFinite(v));
  if (!shares || !rests) return `the numbers of ${name} must be shares from 0 up to, but not, 1; got ${text}`;
  return { name, numbers, text: [name, ...numbers.map(exact)].join(":") };
}
