/** What to try next, at a press: the same start at a lower rate, another start that learns. */

import { aliveStart, gentler, isDeadAtStart, learns, ratesBelow } from "../core/advice.js";
import { atZero } from "../core/outcome.js";
import { seedText } from "../core/record.js";
import { draw, newSeed } from "../core/start.js";
import { exact } from "../core/figure.js";
import { attribute, button, h, setText } from "../dom.js";

/** A search over the starts may take so many evaluations of a data point. */
const MOST = 3e6;

/** @typedef {import("../session.js").Session} Session */

/** @param {Session} session @returns {import("../session.js").View} */
export function adviceView(session) {
  const told = h("p", { class: "note", role: "status" });
  const tell = (/** @type {string} */ text) => setText(told, text);
  const lower = button("Same start at a lower rate", () => tell(tryLower(session)));
  const start = button("Find a start that learns", () => {
    tell("Looking ...");
    setTimeout(() => tell(tryStart(session)), 30);
  });
  const el = h("div", { class: "control" }, h("div", { class: "row" }, lower, start), told);
  /** @type {Descent | null} */
  let seen = null;
  return {
    el,
    update() {
      const { history, outcome, bound, state } = session;
      if (history === seen) return;
      seen = history;
      tell("");
      // What still falls needs more steps, as its cause says, not another start.
      const fine = learns(history, outcome) || outcome.name === "falling";
      const above = bound.known ? state.rate > Number(bound.rate) : !fine && ["diverged", "oscillating"].includes(outcome.name);
      attribute(lower, "hidden", isDeadAtStart(outcome) || history.beyond === 0 || !above);
      // Where J is beyond all numbers with all parameters 0, so it is at every start.
      attribute(start, "hidden", fine || !isFinite(atZero(session.engine)) || history.steps * state.x.length * 200 > MOST);
    },
  };
}

/** @param {Session} session */
function tryLower(session) {
  const found = gentle(session);
  if (!found) return "There is no lower rate to try.";
  session.set({ rate: found.rate, at: 0 });
  return `Now at the rate ${exact(found.rate)}.`;
}

/** @param {Session} session */
function gentle({ engine, method, history, outcome, bound, state }) {
  return gentler(engine, method, { rate: state.rate, history, outcome }, bound);
}

/** The next start of the seed that learns, at a rate under the bound where this one is above it. @param {Session} session */
function tryStart(session) {
  const { lab, engine, method, bound, state } = session, from = state.seed ?? { seed: newSeed(), index: "-1" };
  const limit = bound.known ? Number(bound.rate) : Infinity;
  const rate = gentle(session)?.rate ?? (state.rate > limit ? ratesBelow(limit)[0] ?? state.rate : state.rate);
  const index = aliveStart(engine, method, rate, state.steps, { start: state.start, seed: from.seed, first: String(BigInt(from.index) + 1n), below: Infinity, alive: true });
  if (index === null) return `None of the next 200 starts of seed ${from.seed} stays alive at the rate ${exact(rate)}.`;
  const seed = { seed: from.seed, index };
  session.set({ theta: [.../** @type {Float64Array} */ (draw(lab, state.start, seed.seed, index))], seed, rate, at: 0 });
  return `Now at start ${seedText(seed)}, at the rate ${exact(rate)}.`;
}
