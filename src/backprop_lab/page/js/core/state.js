/** The state of the page: the first one, and what must hold in every one. */

import { exact } from "./figure.js";
import { readMethod } from "./method.js";
import { draw, readStart } from "./start.js";

export const MOST_POINTS = 200;
export const MOST_STEPS = 10000;
export const MOST_KEPT = 8;
export const HIDDEN = ["answers", "formulas", "controls"];
const LARGEST = 2n ** 64n - 1n;

/** What the page begins with. @param {Lab} lab @param {any} start the payload's start @returns {State} */
export function firstState(lab, start) {
  const seed = start.seed === null ? null : { seed: start.seed, index: start.index };
  return {
    theta: [...start.theta], seed: seed && follows(lab, start.start, seed, start.theta) ? seed : null, start: start.start,
    x: start.x, y: start.y, rate: start.rate, steps: start.steps, method: start.method, at: 0, point: 0, cursor: -1, kept: [],
    view: {
      log: false, across: "gradient", up: lab.parameters.length > 1 ? "sharpest" : "gradient", reach: 1, speed: 2,
      plane: -1, card: lab.parameters[0].text, from: "",
    },
    hide: [], predict: false, yours: [],
  };
}

/**
 * One sentence for what is wrong with a state, whatever was put into it; null where nothing is.
 * @param {Lab} lab @param {any} state @param {number} [most] so many data points may there be
 * @returns {string | null}
 */
export function checkState(lab, state, most = MOST_POINTS) {
  if (!isTable(state)) return must("a state", "a table of keys", state);
  const { view } = state;
  return run(lab, state)
    ?? points(lab, state.x, state.y, most)
    ?? whole("at", state.at, 0, state.steps)
    ?? whole("point", state.point, 0, state.x.length - 1)
    ?? whole("cursor", state.cursor, -1, operations(lab, /** @type {any} */ (state)) - 1)
    ?? keptRuns(lab, state.kept)
    ?? (isTable(view) ? null : must("view", "a table of keys", view))
    ?? truth("log", view.log)
    ?? axis(lab, "across", view.across) ?? axis(lab, "up", view.up)
    ?? above("reach", view.reach) ?? above("speed", view.speed) ?? (view.speed > 1000 ? must("speed", "at most 1000", view.speed) : null)
    ?? whole("plane", view.plane, -1, state.steps)
    ?? (cards(lab).includes(view.card) ? null : must("card", `the name of an edge or a unit such as ${lab.parameters[0].text}`, view.card))
    ?? (view.from === "" || readSeed(view.from) ? null : must("from", "a seed such as 7 or 7:3", view.from))
    ?? hidden(state.hide)
    ?? truth("predict", state.predict)
    ?? said(lab, state.yours);
}

/** The names of all that the card can be about: every parameter, every input, every unit. @param {Lab} lab */
export function cards(lab) {
  return [...lab.parameters, ...lab.inputs, ...lab.units.flat()].map(({ text }) => text);
}

/** A seed or an index as text, a whole number from 0 to 2^64 - 1. @param {unknown} text */
export function isSeed(text) {
  return typeof text === "string" && /^\d{1,20}$/.test(text) && BigInt(text) <= LARGEST;
}

/** The seed and the index of a text such as 7 or 7:3; null where it has none. @param {unknown} text @returns {Seed} */
export function readSeed(text) {
  const [seed, index = "0", ...more] = typeof text === "string" ? text.split(":") : [""];
  return more.length || !isSeed(seed) || !isSeed(index) ? null : { seed, index };
}

/** Whether two lists hold the same numbers, bit by bit. @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
export function same(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** Whether two states are of one descent. @param {State} a @param {State} b */
export function isRun(a, b) {
  const rows = (/** @type {number[][]} */ x, /** @type {number[][]} */ y) => x.length === y.length && x.every((row, i) => same(row, y[i]));
  return a.rate === b.rate && a.steps === b.steps && a.method === b.method && same(a.theta, b.theta) && rows(a.x, b.x) && rows(a.y, b.y);
}

/** Whether a seed gives this theta to the bit. @param {Lab} lab @param {string} start @param {NonNullable<Seed>} seed @param {ArrayLike<number>} theta */
export function follows(lab, start, { seed, index }, theta) {
  const drawn = draw(lab, start, seed, index);
  return typeof drawn !== "string" && same(drawn, theta);
}

/** @param {string} what @param {string} should @param {unknown} value */
export function must(what, should, value) {
  return `${what} must be ${should}; got ${got(value)}.`;
}

/** @param {unknown} value @returns {value is Record<string, any>} */
export function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What came, short and on one line. @param {unknown} value */
function got(value) {
  if (typeof value === "number") return exact(value);
  if (typeof value === "string") return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))} and more` : JSON.stringify(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return isTable(value) ? "a table" : value === undefined || value === null ? "nothing" : String(value);
}

/** What a reader made of a text, as what is wrong with it. @param {unknown} read @returns {string | null} */
export function sentence(read) {
  if (typeof read !== "string") return null;
  return read.length > 200 ? `${read.slice(0, 200)} and more.` : `${read.replace(/\.$/, "")}.`;
}

/** What a state and a run that was kept have in common. @param {Lab} lab @param {any} run @returns {string | null} */
function run(lab, { theta, seed, start, rate, steps, method }) {
  const size = lab.parameters.length, names = lab.parameters.map((name) => name.text).join(", ");
  return numbers("theta", theta, size, size > 20 ? "" : ` (${names})`)
    ?? (seed === null || (isTable(seed) && isSeed(seed.seed) && isSeed(seed.index)) ? null
      : must("seed and index", "whole numbers from 0 to 2^64 - 1", isTable(seed) ? (isSeed(seed.seed) ? seed.index : seed.seed) : seed))
    ?? above("rate", rate) ?? whole("steps", steps, 1, MOST_STEPS)
    ?? (typeof method === "string" ? sentence(readMethod(method)) : must("method", "a text such as momentum:0.9", method))
    ?? (typeof start === "string" ? sentence(readStart(start)) : must("start", "a text such as uniform:-1:1", start));
}

/** @param {string} what @param {any} list @param {number} size @param {string} [names] */
function numbers(what, list, size, names = "") {
  const should = `${size} finite number${size === 1 ? "" : "s"}${names}`;
  if (!Array.isArray(list)) return must(what, should, list);
  if (list.length !== size) return `${what} must be ${should}; got ${list.length}.`;
  const wrong = list.findIndex((value) => typeof value !== "number" || !isFinite(value));
  return wrong < 0 ? null : `${what} must be ${should}; got ${got(list[wrong])} at place ${wrong + 1}.`;
}

/** @param {Lab} lab @param {any} x @param {any} y @param {number} most */
function points(lab, x, y, most) {
  for (const [key, rows] of Object.entries({ x, y })) {
    if (!Array.isArray(rows) || !rows.length || rows.length > most) return must(key, `a list of 1 to ${most} points`, rows);
    for (let p = 0; p < rows.length; p++) {
      const wrong = numbers(`${key} of point ${p + 1}`, rows[p], (key === "x" ? lab.inputs : lab.outputs).length);
      if (wrong) return wrong;
    }
  }
  if (x.length !== y.length) return `x and y must have the same number of points; got ${x.length} and ${y.length}.`;
  for (let p = 0; p < y.length; p++) {
    const wrong = target(lab.loss, y[p]);
    if (wrong) return `The targets of ${lab.loss} must be ${wrong}; got ${y[p].map(exact).join(", ").slice(0, 60)} at point ${p + 1}.`;
  }
  return null;
}

/** What the targets of a point must be where they are not, as in Python. @param {string} loss @param {number[]} row */
function target(loss, row) {
  if (loss === "squared_error") return null;
  if (row.some((value) => value < 0 || value > 1)) return "numbers from 0 to 1";
  const sum = row.reduce((all, value) => all + value, 0);
  return loss === "softmax_cross_entropy" && Math.abs(sum - 1) > 1e-8 + 1e-5 ? "shares that sum to 1" : null;
}

/** How many operations one step of the descent has. @param {Lab} lab @param {State} state */
function operations(lab, state) {
  const method = /** @type {Method} */ (readMethod(state.method));
  return state.x.length * lab.point.length + lab.sum.length + lab.update[method.name].length;
}

/** @param {Lab} lab @param {any} kept */
function keptRuns(lab, kept) {
  if (!Array.isArray(kept) || kept.length > MOST_KEPT) return must("kept", `a list of at most ${MOST_KEPT} runs`, kept);
  for (let i = 0; i < kept.length; i++) {
    const wrong = isTable(kept[i]) ? run(lab, kept[i]) : must("it", "a table of keys", kept[i]);
    if (wrong) return `In run ${i + 1} that is kept, ${wrong}`;
  }
  return null;
}

/** @param {Lab} lab @param {string} what @param {any} value */
function axis(lab, what, value) {
  const known = value === "gradient" || value === "sharpest" || lab.parameters.some((name) => name.text === value);
  return known ? null : must(what, `gradient, sharpest or the name of a parameter such as ${lab.parameters[0].text}`, value);
}

/** @param {Lab} lab @param {any} yours */
function said(lab, yours) {
  const size = lab.parameters.length;
  if (Array.isArray(yours) && !yours.length) return null;
  const filled = Array.isArray(yours) ? yours.map((value) => (value === null ? 0 : value)) : yours;
  return numbers("yours", filled, size, ", or nothing in place of some");
}

/** @param {any} hide */
function hidden(hide) {
  const fine = Array.isArray(hide) && hide.every((word, i) => HIDDEN.includes(word) && hide.indexOf(word) === i);
  return fine ? null : must("hide", `any of ${HIDDEN.join(", ")}, each once`, Array.isArray(hide) ? hide.join(",") : hide);
}

/** @param {string} what @param {any} value @param {number} least @param {number} most */
function whole(what, value, least, most) {
  return Number.isInteger(value) && value >= least && value <= most && !Object.is(value, -0) ? null
    : must(what, `a whole number from ${least} to ${most}`, value);
}

/** @param {string} what @param {any} value */
function above(what, value) {
  return typeof value === "number" && isFinite(value) && value > 0 ? null : must(what, "a finite number above 0", value);
}

/** @param {string} what @param {any} value */
function truth(what, value) {
  return typeof value === "boolean" ? null : must(what, "true or false", value);
}
