/** The sharpness over the steps, against what the rate allows and what a perfect fit needs. */

import { stabilityLimit } from "../core/bound.js";
import { exact, figure } from "../core/figure.js";
import { attribute, setText, svg } from "../dom.js";
import { axisAboutZero, HIGHEST, linearAxis } from "./axes.js";
import { pool, put, writer } from "./draw.js";
import { LEFT, listed, makeFrame, RIGHT, stepAxis, TOP } from "./frame.js";
import { curve, px } from "./lines.js";

const TALL = 190;
/** The axis is logarithmic where the sharpness comes so many times above the lower level. */
const LOG_FROM = 30;
const PEN = { colour: "var(--blue)", dash: "", marker: "" };
const LIMIT = { colour: "var(--orange)", dash: "8 4", marker: "" };
const LEAST = { colour: "var(--green)", dash: "9 3 2 3", marker: "" };

/** @typedef {import("../session.js").Session} Session */

/** @param {Session} session @returns {import("../session.js").View} */
export function sharpnessView(session) {
  const frame = makeFrame(session, "Sharpness over the steps", "sharpness");
  const line = svg("path", { fill: "none", stroke: PEN.colour, "stroke-width": 2.2 });
  const rules = pool(frame.plot, () => svg("path", { fill: "none", "stroke-width": 1.8 }));
  const names = writer(frame.over, { "paint-order": "stroke", stroke: "var(--panel)", "stroke-width": 4, "stroke-linejoin": "round" });
  frame.plot.append(line);
  /** @type {any[]} */
  let seen = [];
  let x = stepAxis(session, frame.width), y = linearAxis(0, 1, TOP + TALL, TOP);

  function draw() {
    const { sharpness, bound, method, state } = session;
    const levels = levelsOf(method, state.rate, bound);
    x = stepAxis(session, frame.width);
    y = scaled([...sharpness], levels.map(({ value }) => value));
    attribute(line, "d", curve(sharpness, x.place, y.place));
    rules(levels, (path, { pen, value }) => put(path, { d: `M${LEFT} ${px(y.place(value))}H${frame.width - RIGHT}`, stroke: pen.colour, "stroke-dasharray": pen.dash }));
    names(levels.map(({ pen, value, short }) => {
      const at = y.place(value), left = pen === LEAST;
      return { x: left ? LEFT + 6 : frame.width - RIGHT - 4, y: at < TOP + 18 ? at + 14 : at - 5, text: short, anchor: left ? "start" : "end", colour: pen.colour };
    }));
    frame.axes(x, y, TALL, y.kind === "linear" ? "sharpness" : "sharpness (log about 0)",
      [{ pen: PEN, text: "sharpness: largest eigenvalue of the Hessian of J" }, ...levels.map(({ pen, long }) => ({ pen, text: long }))]);
    frame.tell(aloud(session, levels));
    frame.table.show(() => tableOf(session));
  }

  const update = () => {
    const { sharpness, bound, method, state, kept } = session;
    const missing = sharpness.reduce((sum, v) => sum + (v === v ? 0 : 1), 0);
    const now = [sharpness, bound, method, state.rate, kept, missing];
    if (now.some((part, i) => part !== seen[i])) {
      draw();
      setText(frame.note, missing ? `No sharpness yet, or none that is finite, at ${missing} of ${sharpness.length} states.` : "");
    }
    seen = now;
    const value = sharpness[state.at], told = reading(session, value);
    setText(frame.reading, `Step ${state.at}: ${told.exact}`);
    frame.cursor(x, TALL, y.place(value), told.short);
  };
  frame.onWidth(() => { seen = []; update(); });
  return { el: frame.el, update };
}

/** The two levels that the sharpness is held against. @param {Method} method @param {number} rate @param {Bound} bound */
function levelsOf(method, rate, bound) {
  const limit = stabilityLimit(method), found = [];
  if (limit !== null) {
    const short = `${figure(limit, 4)}/rate = ${figure(limit / rate)}`;
    found.push({ pen: LIMIT, value: limit / rate, short, long: `${short}: above it steps along the sharpest direction grow` });
  }
  if (bound.sharpness) {
    const short = `least of any fit: ${figure(bound.sharpness)}`;
    found.push({ pen: LEAST, value: bound.sharpness, short, long: `least sharpness of any perfect fit: ${figure(bound.sharpness)}` });
  }
  return found;
}

/**
 * Linear where the levels can be seen so, else logarithmic on both sides of 0.
 * @param {number[]} curve @param {number[]} levels @returns {import("./axes.js").Axis}
 */
function scaled(curve, levels) {
  const known = [0, ...curve, ...levels].filter((v) => Math.abs(v) < HIGHEST), least = Math.min(...levels);
  const high = known.reduce((most, v) => Math.max(most, v)), low = known.reduce((small, v) => Math.min(small, v));
  if (high <= LOG_FROM * least && -low <= high) return linearAxis(low, 1.08 * high || 1, TOP + TALL, TOP);
  return axisAboutZero(1.5 * low, 2 * high, Math.min(Math.max(high, -low) * 1e-3, least / 3), TOP + TALL, TOP);
}

/** @param {Session} session @param {number} value */
function reading({ method, state }, value) {
  if (value !== value) return { exact: "no sharpness yet, or none that is finite", short: "no sharpness" };
  const limit = stabilityLimit(method), edge = limit === null ? NaN : limit / state.rate;
  const against = edge !== edge ? "" : value > edge ? `, ${figure(value / edge, 3)} times the limit ${figure(edge)}` : `, within the limit ${figure(edge)}`;
  return { exact: `sharpness = ${exact(value)}${against}`, short: `sharpness = ${figure(value)}${against}` };
}

/** @param {Session} session @param {ReturnType<typeof levelsOf>} levels */
function aloud({ sharpness }, levels) {
  const known = sharpness.filter((v) => v === v), last = sharpness.length - 1;
  const told = known.length ? `From ${figure(sharpness[0])} at step 0 to ${figure(sharpness[last])} at step ${last}; largest ${figure(known.reduce((a, b) => Math.max(a, b)))}.` : "";
  return `Sharpness over ${last} steps. ${told} ${levels.map(({ long }) => `${long}.`).join(" ")}`;
}

/** @param {Session} session */
function tableOf({ sharpness }) {
  const { steps, told } = listed(sharpness.length - 1);
  return { told: `The sharpness at each step. ${told}`, head: ["step", "sharpness"], rows: steps.map((t) => [String(t), sharpness[t] === sharpness[t] ? exact(sharpness[t]) : "none"]) };
}
