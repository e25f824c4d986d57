/** The plane of a slice, what its axes are called, and how the path of the descent lies to it, in words. */

import { directionOf, makePlane, project } from "../core/plane.js";
import { figure } from "../core/figure.js";

/** @typedef {import("../session.js").Session} Session */
/**
 * The plane, the step it goes through, the path on it, its two axes, and what is special about one of them.
 * @typedef {{ plane: import("../core/plane.js").Plane, step: number, path: ReturnType<typeof project>, axes: { label: string, start: number }[], bent: string }} Look
 */

/** The plane of the state at a step, and the path on it; a sentence where there is none. @param {Session} session @param {number} step @returns {Look | string} */
export function lookAt({ engine, history, state, lab }, step) {
  const { across, up } = state.view, theta = history.thetas[step];
  const isOne = (/** @type {string} */ name) => placeOf(lab, name) >= 0;
  const first = directionOf(engine, theta, across), second = directionOf(engine, theta, up);
  if (typeof first === "string") return first;
  if (typeof second === "string") return second;
  // A parameter stays as it is: its axis can then show its values.
  const swap = isOne(up) && !isOne(across);
  const made = swap ? makePlane(theta, second, first) : makePlane(theta, first, second);
  if (!made) return "Both directions are the same here; a plane needs two.";
  const plane = swap ? { ...made, across: made.up, up: made.across } : made;
  const [fixed, turned] = swap ? [up, across] : [across, up], bent = isOne(turned) ? "" : `Of the ${spelled(turned)} its part at right angles to ${isOne(fixed) ? fixed : `the ${spelled(fixed)}`} is drawn.`;
  const axes = [across, up].map((name) => axisOf(lab, theta, name, state.view.reach));
  return { plane, step, path: project(plane, history.thetas), axes, bent };
}

/** @param {Lab} lab @param {string} name */
const placeOf = (lab, name) => lab.parameters.findIndex(({ text }) => text === name);
/** @param {string} name */
export const spelled = (name) => (name === "sharpest" ? "sharpest direction" : name);

/**
 * An axis in words, and the number in the middle of it: a parameter's value, but where the slice is too narrow for its digits.
 * @param {Lab} lab @param {Float64Array} theta @param {string} name @param {number} reach
 */
function axisOf(lab, theta, name, reach) {
  const i = placeOf(lab, name);
  if (i < 0) return { label: name === "gradient" ? "along the gradient" : spelled(name), start: 0 };
  return Math.abs(theta[i]) * 1e-3 > reach ? { label: `${name}, from its value here`, start: 0 } : { label: name, start: theta[i] };
}

/** Where the state that is looked at lies, and how far the path is from the plane. @param {Session} session @param {Look} look */
export function tellPath({ state, history }, { step, path }) {
  const { at } = state, { reach } = state.view;
  let far = 0, within = 0;
  path.distance.forEach((d, t) => {
    if (d > path.distance[far]) far = t;
    if (Math.abs(path.across[t]) <= reach && Math.abs(path.up[t]) <= reach) within++;
  });
  const out = Math.abs(path.across[at]) > reach || Math.abs(path.up[at]) > reach ? " and lies outside this square" : "";
  const here = at === step ? `The plane goes through theta at step ${at}.` : `The plane goes through theta at step ${step}; step ${at} is ${figure(path.distance[at])} away from it${out}.`;
  const most = path.distance[far] > 0 ? `Farthest from it is step ${far}, ${figure(path.distance[far])} away.` : "The whole path lies in it.";
  return `${here} ${most} ${within} of ${history.last + 1} states are drawn within this square.`;
}

/** What the picture does not show. @param {Look} look @param {import("../core/slice.js").Slice} slice @param {Session} session */
export function tellHidden({ path, step, bent }, slice, { lab, engine, state, history }) {
  const told = ["The path is dropped onto the plane at right angles. A state beside the plane has another J than the colour under its mark: the smaller and paler the mark, the farther away.", bent];
  if (state.at !== step) {
    const { plane } = slice, foot = plane.origin.map((v, i) => v + path.across[state.at] * plane.across[i] + path.up[state.at] * plane.up[i]);
    told.push(`At step ${state.at} J = ${figure(history.values[state.at])}; on the plane under it J = ${figure(engine.value(foot))}.`);
  }
  const [first] = slice.values;
  if (slice.values.every((v) => v === first)) told.push(`J is ${figure(first)} everywhere in this square.`);
  if (slice.kinks.length) told.push("Dashed lines: borders at which a unit switches for a point; J bends there.");
  else if (lab.activation.pieces && lab.depth > 1) told.push("There are too many units and points to draw where each switches.");
  return told.filter(Boolean).join(" ");
}
