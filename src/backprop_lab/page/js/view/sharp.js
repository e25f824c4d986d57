/** The sharpness over the steps, against what the rate allows and what a perfect fit needs. */

import { stabilityLimit } from "../core/bound.js";
import { exact, figure } from "../core/figure.js";
import { attribute, setText, svg } from "../dom.js";
import { axisAboutZero, HIGHEST, linearAxis } from "./axes.js";
import { pool, put, writer } from "./draw.js";
import { LEFT, listed, makeFrame, RIGHT, stepAxis, TOP } from "./frame.js";
import { curve, px } from "./lines.js";

const TALL = 190;
/** How tall a name is, how wide its letters, and how near the curve may come, in pixels. */
const TALL_TEXT = 15, LETTER = 7, NEAR = 2;
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
    names(labels(levels.map(({ pen, value, short }) => ({ text: short, colour: pen.colour, level: y.place(value) })), sharpness, x, y, frame.width));
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

/**
 * The names of the levels, each above or below its line, where neither the curve nor another line or name is; none
 * where there is no such place: the legend has it too.
 * @param {{ text: string, colour: string, level: number }[]} levels @param {Float64Array} sharpness
 * @param {import("./axes.js").Axis} x @param {import("./axes.js").Axis} y @param {number} width @returns {import("./draw.js").Text[]}
 */
function labels(levels, sharpness, x, y, width) {
  /** @type {{ left: number, right: number, top: number, bottom: number }[]} */
  const taken = [];
  const from = LEFT + 6, to = width - RIGHT - 4, rows = levels.map(({ level }) => level);
  return levels.flatMap(({ text, colour, level }, i) => {
    const wide = LETTER * text.length, room = to - from - wide;
    const places = Array.from({ length: room > 0 ? 21 : 0 }, (_, k) => from + (room * (i ? k : 20 - k)) / 20);
    for (const left of places) for (const top of [level - 5 - TALL_TEXT, level + 3]) {
      const box = { left, right: left + wide, top, bottom: top + TALL_TEXT };
      const free = top >= TOP && box.bottom <= TOP + TALL && !rows.some((row) => row > top - 1 && row < box.bottom + 1) && !covers(box, sharpness, x, y)
        && !taken.some((other) => other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom);
      if (!free) continue;
      taken.push(box);
      return [{ x: left, y: box.bottom - 3, text, anchor: "start", colour }];
    }
    return [];
  });
}

/** Whether the curve goes through a box. @param {{ left: number, right: number, top: number, bottom: number }} box @param {Float64Array} sharpness @param {import("./axes.js").Axis} x @param {import("./axes.js").Axis} y */
function covers({ left, right, top, bottom }, sharpness, x, y) {
  for (let t = 0; t < sharpness.length; t++) {
    const [x0, x1] = [x.place(Math.max(0, t - 1)), x.place(t)];
    if (x1 < left - NEAR || x0 > right + NEAR) continue;
    const [y0, y1] = [y.place(sharpness[Math.max(0, t - 1)]), y.place(sharpness[t])], [a, b] = y0 === y0 ? [y0, y1] : [y1, y1];
    const at = (/** @type {number} */ place) => (x1 > x0 ? a + ((b - a) * (Math.min(x1, Math.max(x0, place)) - x0)) / (x1 - x0) : b);
    const [one, two] = [at(left - NEAR), at(right + NEAR)];
    if (Math.min(one, two) < bottom + NEAR && Math.max(one, two) > top - NEAR) return true;
  }
  return false;
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
