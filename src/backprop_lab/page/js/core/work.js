/** A descent as work: done at once when it is asked for, or a little at a time before that. */

import { walk } from "./descent.js";

/** What the update of one parameter costs, in operations of the trees. */
const UPDATE = 20;

/** @typedef {ReturnType<typeof makeWork>} Work */

/**
 * The descent from theta that is still to be worked out.
 * @param {import("./engine.js").Engine} engine @param {Method} method @param {{ rate: number, steps: number, theta: number[] }} run
 * @param {number[][]} [recorded] its states, where they were made elsewhere
 */
export function makeWork(engine, method, { rate, steps, theta }, recorded) {
  const states = walk(engine, method, rate, steps, theta, recorded);
  /** @type {Descent | null} */
  let history = null;
  let at = 0;
  /** Work until a time, or to the end; whether all is done. */
  const go = (until = Infinity) => {
    while (!history) {
      const { done, value } = states.next();
      if (done) history = value;
      else at = value;
      if (performance.now() > until) break;
    }
    return history !== null;
  };
  return {
    steps, go,
    /** So many operations are still to be done, at most. */
    get left() { return history ? 0 : (steps + 1 - at) * ((engine.points * engine.tape.rows.length) / 4 + UPDATE * engine.size); },
    /** How many of the steps have been made. */
    get at() { return history ? steps : at; },
    /** The whole descent. @returns {Descent} */
    get history() {
      go();
      return /** @type {Descent} */ (history);
    },
  };
}
