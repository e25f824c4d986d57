/** Runs in words: rate, method and start, and what became of them. */

import { figure } from "../core/figure.js";
import { seedText } from "../core/record.js";

/**
 * How a start is called, as in Python: 7, 7:3 for index 3, "by hand" where it came from no seed; with what it was
 * drawn from where that is another than `usual`.
 * @param {{ seed: Seed, start: string }} run @param {string} usual
 */
export function startName({ seed, start }, usual) {
  if (!seed) return "by hand";
  return `${seedText(seed)}${start === usual ? "" : ` of ${start}`}`;
}

/** @param {string} text momentum:0.9 */
export const methodName = (text) => text.replaceAll("_", " ").replaceAll(":", " ");

/** @param {{ rate: number, method: string, seed: Seed, start: string }} run @param {Outcome} outcome @param {number} value J at the end @param {string} usual */
export function runName(run, outcome, value, usual) {
  const { name, step } = outcome;
  const told = step === 0 ? `${name} from the start` : name === "falling" ? `falling, J = ${figure(value, 4)} at the end` : `${name} at step ${step}`;
  return `rate ${figure(run.rate)}, ${methodName(run.method)}, start ${startName(run, usual)}: ${told}`;
}
