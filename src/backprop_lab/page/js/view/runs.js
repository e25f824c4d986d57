/** Runs in words: rate, method and start, and what became of them. */

import { figure } from "../core/figure.js";

/** How a start is called, as in Python: 7, 7:3 for index 3, "by hand" where it came from no seed. @param {Seed} seed */
export function startName(seed) {
  if (!seed) return "by hand";
  return seed.index === "0" ? seed.seed : `${seed.seed}:${seed.index}`;
}

/** @param {string} text momentum:0.9 */
export const methodName = (text) => text.replaceAll("_", " ").replaceAll(":", " ");

/** @param {{ rate: number, method: string, seed: Seed }} run @param {Outcome} outcome @param {number} value J at the end */
export function runName({ rate, method, seed }, outcome, value) {
  const { name, step } = outcome;
  const told = step === 0 ? `${name} from the start` : name === "falling" ? `falling, J = ${figure(value, 4)} at the end` : `${name} at step ${step}`;
  return `rate ${figure(rate)}, ${methodName(method)}, start ${startName(seed)}: ${told}`;
}
