/** The state as a record of readable keys, the same in a link and in a file, and back. */

import { draw } from "./start.js";
import { checkState, follows, isTable, MOST_KEPT, MOST_POINTS, must, readSeed, same, sentence } from "./state.js";

/**
 * Every key, and what kind of value it has: a text, a number, true or false, a list of numbers, a table of
 * them, words, the runs that are kept, or a list with gaps, which are null.
 * @type {Record<string, "text" | "number" | "truth" | "list" | "table" | "words" | "runs" | "gaps">}
 */
export const KINDS = {
  lab: "text", seed: "text", start: "text", theta: "list", x: "table", y: "table", rate: "number", steps: "number",
  method: "text", at: "number", point: "number", cursor: "number", log: "truth", across: "text", up: "text",
  reach: "number", speed: "number", kept: "runs", hide: "words", predict: "truth",
  plane: "number", card: "text", from: "text", yours: "gaps",
};

/** A run that is kept, in a record. @typedef {{ seed?: string, start?: string, rate: number, steps: number, method: string, theta?: number[] }} Row */

/**
 * The record of a state; `short` leaves out what follows from the rest: theta where its seed gives its very
 * bits, theta and start of a run that is kept where they are this one's.
 * @param {Lab} lab @param {State} state @param {boolean} [short] @returns {Map<string, any>}
 */
export function toRecord(lab, state, short = false) {
  const { seed, theta, kept, view, ...rest } = state;
  const drawn = (/** @type {State | Kept} */ run) => run.seed !== null && follows(lab, run.start, run.seed, run.theta);
  const told = /** @type {Record<string, any>} */ ({ lab: lab.name, ...rest, ...view });
  if (seed) told.seed = seedText(seed);
  if (seed || !view.from) delete told.from;
  if (!short || !drawn(state)) told.theta = theta;
  told.kept = kept.map((run) => {
    const row = /** @type {Row} */ ({ rate: run.rate, steps: run.steps, method: run.method });
    if (run.seed) row.seed = seedText(run.seed);
    if (!short || !(run.seed ? drawn(run) : same(run.theta, theta))) row.theta = run.theta;
    if (!short || run.start !== state.start) row.start = run.start;
    return row;
  });
  return new Map(Object.keys(KINDS).filter((key) => Object.hasOwn(told, key)).map((key) => [key, told[key]]));
}

/**
 * The state of a record, what it leaves out taken from the first; a sentence where it is none.
 * @param {Lab} lab @param {Map<string, any>} record @param {State} first @returns {State | string}
 */
export function fromRecord(lab, record, first) {
  for (const key of record.keys()) {
    if (!Object.hasOwn(KINDS, key)) return `there is no key ${JSON.stringify(key.slice(0, 40))}; the keys are ${Object.keys(KINDS).join(", ")}.`;
  }
  if (record.has("lab") && record.get("lab") !== lab.name) return must("the lab", `${lab.name}, which this page shows`, record.get("lab"));
  const take = (/** @type {string} */ key, /** @type {any} */ usual) => (record.has(key) ? record.get(key) : usual);
  const start = take("start", first.start), byHand = record.has("theta") && !record.has("seed");
  const usual = byHand || !first.seed ? null : seedText(first.seed);
  const whence = readWhence(lab, start, take("seed", usual), record.get("theta"), first.theta);
  if (typeof whence === "string") return whence;
  const kept = record.has("kept") ? readKept(lab, start, record.get("kept"), whence.theta) : first.kept;
  if (typeof kept === "string") return kept;
  const { view } = first;
  const state = {
    ...whence, start, x: take("x", first.x), y: take("y", first.y), rate: take("rate", first.rate),
    steps: take("steps", first.steps), method: take("method", first.method), at: take("at", first.at),
    point: take("point", first.point), cursor: take("cursor", first.cursor), kept,
    view: /** @type {ViewState} */ (Object.fromEntries(Object.entries(view).map(([key, usual]) => [key, take(key, usual)]))),
    hide: take("hide", first.hide), predict: take("predict", first.predict), yours: take("yours", first.yours),
  };
  return checkState(lab, state, Math.max(MOST_POINTS, first.x.length)) ?? state;
}

/** No state of the lab needs a longer text. @param {Lab} lab @param {State} first */
export function longest(lab, first) {
  const cells = Math.max(MOST_POINTS, first.x.length) * (lab.inputs.length + lab.outputs.length);
  return Math.max(200_000, 30 * (cells + 10 * lab.parameters.length));
}

/** 7, or 7:3 for start 3 of seed 7. @param {{ seed: string, index: string }} seed */
export function seedText({ seed, index }) {
  return index === "0" ? seed : `${seed}:${index}`;
}

/**
 * Seed and theta: where only the seed is told, theta is drawn; where neither is, it is `usual`. A seed that
 * does not give the theta beside it is let go: the start is then one by hand.
 * @param {Lab} lab @param {any} start @param {any} text @param {any} theta @param {number[]} usual
 * @returns {{ seed: Seed, theta: number[] } | string}
 */
function readWhence(lab, start, text, theta, usual) {
  if (text === null || text === undefined) return { seed: null, theta: theta === undefined ? usual : theta };
  const named = readSeed(text);
  if (!named) return must("the seed", "a whole number from 0 to 2^64 - 1, or two such as 7:3", text);
  if (typeof start !== "string") return must("start", "a text such as uniform:-1:1", start);
  if (theta !== undefined) return { seed: Array.isArray(theta) && !follows(lab, start, named, theta) ? null : named, theta };
  const drawn = draw(lab, start, named.seed, named.index);
  return sentence(drawn) ?? { seed: named, theta: [.../** @type {Float64Array} */ (drawn)] };
}

/** @param {Lab} lab @param {any} start @param {any} rows @param {number[]} theta @returns {Kept[] | string} */
function readKept(lab, start, rows, theta) {
  if (!Array.isArray(rows)) return must("kept", `a list of at most ${MOST_KEPT} runs`, rows);
  const kept = [];
  for (const row of rows) {
    const unknown = isTable(row) ? Object.keys(row).find((key) => !["seed", "rate", "steps", "method", "theta", "start"].includes(key)) : "";
    if (unknown !== undefined) return must("a run that is kept", "a table of seed, rate, steps, method, theta and start", unknown || row);
    const own = row.start ?? start, whence = readWhence(lab, own, row.seed, row.theta, theta);
    if (typeof whence === "string") return `In run ${kept.length + 1} that is kept, ${whence}`;
    kept.push({ ...whence, start: own, rate: row.rate, steps: row.steps, method: row.method });
  }
  return kept;
}
