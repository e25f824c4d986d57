/** Why a run became what it became: one sentence with its numbers, and one on where J first rose. */

import { stabilityLimit } from "./bound.js";
import { figure } from "./figure.js";
import { atZero, firstRise, judge, windowOf } from "./outcome.js";
import { shutLayers } from "./pattern.js";
import { equal, sharpness } from "./sharpness.js";

/** @typedef {import("./engine.js").Engine} Engine */
/** All that a sentence is made of. @typedef {{ engine: Engine, history: Descent, method: Method, step: number }} Case */

/** Up to this many points are named one by one. */
const MANY = 4;

/**
 * Judge the run and say why, in Python's sentences (`cause.py`).
 * @param {Engine} engine @param {Descent} history @param {Method} method @param {number} rate @param {number} [fit]
 * @returns {Outcome}
 */
export function explainOutcome(engine, history, method, rate, fit = 1e-4) {
  const { name, step } = judge(engine, history, fit);
  const told = SENTENCES[name]({ engine, history, method, step });
  return { name, step, cause: `${told} ${rise(engine, history, method, rate)}`.trim() };
}

/** @type {Record<Outcome["name"], (run: Case) => string>} */
const SENTENCES = { dead, fitted, diverged, stalled, oscillating, falling };

/** Since when, as a sentence begins. @param {number} step */
const sinceStep = (step) => (step ? `Since step ${step}` : "From the start");

/** @param {Case} run */
function dead(run) {
  const { engine, history, step } = run;
  const told = `${sinceStep(step)} no path lets any point through: ${offUnits(run)}. ` +
    `The gradient is exactly 0 and J stays at ${figure(history.values[history.last], 10)}, `;
  if (moves(run)) return `${told}as long as what is left of the method's memory, which still moves theta, opens no path.`;
  atZero(engine);
  const answer = engine.at(engine.lab.units[engine.lab.depth - 1][0].code, 0);
  return `${told}that of a network that always answers ${figure(answer)}.`;
}

/** Whether a method's memory may still move theta where the gradient is 0. @param {Case} run */
function moves({ method, history: { thetas, last } }) {
  return method.name !== "gradient_descent" && last > 0 && !equal(thetas[last], thetas[last - 1]);
}

/** Which units are off for which points, by layer and, where it was earlier, the step since when. @param {Case} run */
function offUnits({ engine, history, step }) {
  const shut = shutLayers(engine, history.thetas[history.last]), since = shutSince(engine, history);
  /** @type {Map<string, { layer: number, from: number, members: number[] }>} */
  const groups = new Map();
  shut.forEach((layer, p) => {
    const key = `${layer} ${since[p]}`, group = groups.get(key);
    if (group) group.members.push(p);
    else groups.set(key, { layer, from: since[p], members: [p] });
  });
  const sorted = [...groups.values()].sort((a, b) => a.layer - b.layer || a.from - b.from);
  return sorted.map(({ layer, from, members }) => {
    const units = engine.lab.units[layer].map((name) => name.text);
    const told = `${listed(units)} ${units.length === 1 ? "is" : "are"} off for ${points(engine, members)}`;
    return told + (from < step ? ` since step ${from}` : "");
  }).join("; ");
}

/** For every point the step since when its path has been closed to the end. @param {Engine} engine @param {Descent} history */
function shutSince(engine, { thetas, last }) {
  const since = new Array(engine.points).fill(0), open = new Set(since.keys());
  for (let step = last - 1; step >= 0 && open.size; step--) {
    if (equal(thetas[step], thetas[step + 1])) continue;
    shutLayers(engine, thetas[step]).forEach((layer, p) => {
      if (layer < 0 && open.delete(p)) since[p] = step + 1;
    });
  }
  return since;
}

/** @param {Case} run */
function fitted({ engine, history }) {
  const j = history.values[history.last], zero = atZero(engine);
  if (j === 0) return "J is exactly 0.";
  const whole = zero === 0 ? history.values[0] : zero;
  const whose = zero === 0 ? "at the start" : "of a network with all parameters 0";
  return `J = ${figure(j, 4)} is ${figure(j / whole, 2)} of the ${figure(whole, 6)} ${whose}.`;
}

/** @param {Case} run */
function diverged({ history: { values: j, norms, last, beyond }, step }) {
  const first = figure(j[0], 4);
  if (beyond === null) {
    return `J rises at every step since step ${step} and ends at ${figure(j[last], 4)}, above its start ${first}.`;
  }
  if (j[beyond] < Infinity && norms[beyond] !== norms[beyond]) {
    return `J is ${figure(j[beyond], 4)} at step ${beyond}, but its gradient is no number (nan): no further step can be made.`;
  }
  if (beyond === 0) return `J is ${j[0] === j[0] ? first : "no number (nan)"} at the start already, beyond any return.`;
  const before = beyond > 1 ? ` over ${figure(j[beyond - 1], 4)} at the step before` : "";
  return `J ran out of all bounds at step ${beyond}, from ${first} at the start${before}; no further step was made.`;
}

/** @param {Case} run */
function stalled({ engine, history, step }) {
  const j = figure(history.values[history.last], 6), slope = history.norms[history.last];
  const shut = shutLayers(engine, history.thetas[history.last]);
  const closed = [...shut.keys()].filter((p) => shut[p] >= 0), all = closed.length === shut.length;
  if (slope === 0) {
    const though = all ? "as every hidden path is closed and the biases behind them are at their best" : "though a path is open";
    return `${sinceStep(step)} the gradient is exactly 0 at J = ${j}, ${though}.`;
  }
  const why = closed.length ? ` No path lets ${all ? "any point" : points(engine, closed)} through.` : "";
  return `${sinceStep(step)} J moves by less than a thousandth of itself, at J = ${j} ` +
    `with a gradient of length ${figure(slope, 3)}.${why}`;
}

/** @param {Case} run */
function oscillating({ history }) {
  const seen = windowOf(history), low = figure(Math.min(...seen), 4), high = figure(Math.max(...seen), 4);
  return `J goes up and down: between ${low} and ${high} in the last ${seen.length - 1} steps.`;
}

/** @param {Case} run */
function falling({ history }) {
  return `J = ${figure(history.values[history.last], 6)} still falls at the last step; more steps go further.`;
}

/**
 * Where J first rose, with the sharpness there against the method's limit.
 * @param {Engine} engine @param {Descent} history @param {Method} method @param {number} rate
 */
function rise(engine, { values: j, thetas }, method, rate) {
  const t = firstRise(j), limit = stabilityLimit(method);
  if (t === null) return "";
  const told = `J first rose from step ${t} (${figure(j[t], 6)}) to step ${t + 1} (${figure(j[t + 1], 6)})`;
  const top = sharpness(engine, thetas[t]);
  if (limit === null) return `${told}, where the sharpness was ${figure(top, 4)}.`;
  const edge = limit / rate, side = top > edge ? "above" : top < edge ? "below" : "just";
  const digits = [4, 7, 12].find((d) => figure(top, d) !== figure(edge, d)) ?? 17;
  // Up to the limit the quadratic through theta at t predicts no rise for gradient descent.
  const bent = side !== "above" && method.name === "gradient_descent";
  const why = bent ? ", so J bent more within that step than at its start" : "";
  const against = `${figure(limit, 3)}/rate = ${figure(edge, digits)}`;
  return `${told}: the sharpness there, ${figure(top, digits)}, was ${side} ${against}${why}.`;
}

/** @param {string[]} names */
function listed(names) {
  if (names.length > 2 * MANY) return `all of ${names[0]} ... ${names[names.length - 1]}`;
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** Points by their coordinates where they are few and small, else by how many. @param {Engine} engine @param {number[]} members */
function points({ data: { x } }, members) {
  const n = x.length;
  if (members.length === n && n > 1) return n === 2 ? "both points" : `all ${n} points`;
  if (members.length > MANY || x[0].length > MANY) return `${members.length} of the ${n} points`;
  return listed(members.map((p) => `x = (${x[p].map((v) => figure(v)).join(", ")})`));
}
