/** What to try next: a rate under the bound, a start that is alive. */

import { explainOutcome } from "./cause.js";
import { descend } from "./descent.js";
import { isDead } from "./outcome.js";
import { draw } from "./start.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** @typedef {{ rate: number, history: Descent, outcome: Outcome }} Tried */

/** So many starts of a seed are looked at to find one that is alive, and learns. */
const LOOKED_AT = 200;
/** The smallest number above 0 that a double holds in full. */
const SMALLEST = 2 ** -1022;

/** 1, 2 or 5 times a power of ten, from half the limit downwards, four of them. @param {number} limit @returns {number[]} */
export function ratesBelow(limit) {
  if (!(limit / 2 > SMALLEST) || limit === Infinity) return [];
  const power = Math.floor(Math.log10(limit / 2));
  const ladder = [0, 1, 2].flatMap((down) => [5, 2, 1].map((m) => Number(`${m}e${power - down}`)));
  return ladder.filter((rate) => rate <= limit / 2).slice(0, 4);
}

/** Whether a run got somewhere: fitted, or alive and under half of its start. @param {Descent} history @param {Outcome} outcome */
export function learns({ values, last }, { name }) {
  return name === "fitted" || (values[last] < values[0] / 2 && (name === "falling" || name === "oscillating"));
}

/**
 * The same start at a lower rate; null where the run needs none: it needs one above the bound, or, where
 * none is known, if it diverged or oscillates. Of `ratesBelow` the first at which it learns, else at
 * which it does not die. Where the start itself is dead, or beyond all numbers, no rate can help.
 * @param {Engine} engine @param {Method} method @param {Tried} run @param {Bound} bound @returns {Tried | null}
 */
export function gentler(engine, method, { rate, history, outcome }, bound) {
  const lost = (outcome.name === "diverged" || outcome.name === "oscillating") && !learns(history, outcome);
  const limit = bound.known ? bound.rate : lost ? rate / 4 : null;
  if (limit === null || rate <= limit || isDeadAtStart(outcome) || history.beyond === 0) return null;
  const tried = ratesBelow(limit).map((lower) => perform(engine, method, lower, history.steps, history.thetas[0]));
  return tried.find((t) => learns(t.history, t.outcome)) ?? tried.find((t) => isAlive(t.outcome)) ?? tried[0] ?? null;
}

/** Whether no path is open at the start, so that no rate can help. @param {Outcome} outcome */
export const isDeadAtStart = ({ name, step }) => name === "dead" && step === 0;

/** @param {Outcome} outcome */
const isAlive = ({ name }) => name !== "dead" && name !== "diverged";

/**
 * @param {Engine} engine @param {Method} method @param {number} rate @param {number} steps
 * @param {ArrayLike<number>} theta @returns {Tried}
 */
function perform(engine, method, rate, steps, theta) {
  const history = descend(engine, method, rate, steps, theta);
  return { rate, history, outcome: explainOutcome(engine, history, method, rate, engine.lab.fit) };
}

/**
 * The index of the first start of the seed from `first` on that learns at this rate and ends below a
 * value; where `alive` will do, else of the first that stays alive; null where there is none.
 * @param {Engine} engine @param {Method} method @param {number} rate @param {number} steps
 * @param {{ start: string, seed: string, first: string, below: number, alive: boolean }} wanted @returns {string | null}
 */
export function aliveStart(engine, method, rate, steps, { start, seed, first, below, alive }) {
  let found = null;
  for (let index = BigInt(first), end = index + BigInt(LOOKED_AT); index < end; index++) {
    const theta = draw(engine.lab, start, seed, String(index));
    if (typeof theta === "string" || isDead(engine, theta)) continue;
    const { history, outcome } = perform(engine, method, rate, steps, theta);
    if (learns(history, outcome) && history.values[history.last] < below) return String(index);
    if (isAlive(outcome)) found ??= String(index);
  }
  return alive ? found : null;
}
