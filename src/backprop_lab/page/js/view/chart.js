/** J over the steps, of the run and of those that were kept, with the exact value at the cursor. */

import { exact, figure } from "../core/figure.js";
import { attribute, button, setText, svg } from "../dom.js";
import { known } from "../edit.js";
import { HIGHEST, linearAxis, logAxis } from "./axes.js";
import { pool, put } from "./draw.js";
import { listed, makeFrame, stepAxis, TOP } from "./frame.js";
import { curve, mark, marksAlong, penOf } from "./lines.js";
import { runName } from "./runs.js";

const TALL = 250;
/** J is drawn from and up to these shares of its scale: beyond, a curve runs along the edge. */
const FLOOR = 1e-32, CEILING = 1e8;

/** @typedef {import("../session.js").Session} Session */
/** @typedef {{ values: Float64Array, name: string, outcome: Outcome }} Series */

/** @param {Session} session @returns {import("../session.js").View} */
export function chartView(session) {
  const log = button("Logarithmic", () => {
    const { view } = session.state;
    session.set({ view: { ...view, log: !view.log } });
    session.say(`J is drawn on a ${view.log ? "linear" : "logarithmic"} axis.`);
  }, { class: "control" });
  const frame = makeFrame(session, "J over the steps", "J", log);
  const group = pool(frame.plot, () => svg("g", {}, svg("path", { fill: "none" }), svg("path", { stroke: "none" }), svg("path", { "stroke-width": 2 })));
  /** @type {any[]} */
  let seen = [];
  let drawn = layout(session, frame.width);

  function draw() {
    drawn = layout(session, frame.width);
    const { x, y, series, log: logarithmic } = drawn;
    frame.axes(x, y, TALL, logarithmic ? "J (logarithmic)" : "J", series.map(({ name }, i) => ({ pen: penOf(i), text: name })));
    group(series, (g, { values, outcome, i }) => dress(g, values, outcome, i, x, y));
    setText(frame.note, drawn.note);
    frame.tell(aloud(session, series, logarithmic));
    frame.table.show(() => tableOf(series));
  }

  const update = () => {
    const { history, kept, outcome, state } = session, now = [history, kept, outcome, state.view.log, state.seed, state.start];
    if (now.some((part, i) => part !== seen[i])) {
      attribute(log, "aria-pressed", String(state.view.log));
      draw();
    }
    seen = now;
    const value = known(session)("J") ? history.values[state.at] : null, open = "J is not worked out yet at this operation";
    setText(frame.reading, `Step ${state.at}: ${value === null ? open : `J = ${exact(value)}`}`);
    frame.cursor(drawn.x, TALL, value === null ? NaN : drawn.y.place(value), value === null ? open : `J = ${figure(value)}`);
  };
  frame.onWidth(() => { seen = []; update(); });
  return { el: frame.el, update };
}

/** Axes and curves for what there is. @param {Session} session @param {number} width */
function layout(session, width) {
  const { history, outcome, kept, state, method } = session;
  const all = [{ run: { ...state, method: method.text }, history, outcome }, ...kept.map((k) => ({ ...k, run: { ...k.run, method: k.method.text } }))];
  const series = all.map((one, i) => ({
    i, values: one.history.values, outcome: one.outcome,
    name: `${i ? "kept run" : "this run"}: ${runName(one.run, one.outcome, one.history.values[one.history.last], state.start)}`,
  }));
  const scale = scaleOf(session.engine, series.map(({ values }) => values[0]));
  const ceiling = Math.min(CEILING * scale, HIGHEST), floor = Math.min(1, scale) * FLOOR;
  let low = Infinity, high = -Infinity, least = Infinity, zero = false;
  for (const { values } of series) for (const v of values) {
    low = Math.min(low, v);
    if (v >= floor && v < least) least = v;
    if (v <= ceiling) high = Math.max(high, v);
    zero ||= v < floor;
  }
  if (!(high >= low)) [low, high] = [0, ceiling || 1];
  const beyond = series.some(({ values }) => values.some((v) => v > ceiling));
  if (beyond) high = ceiling;
  const log = state.view.log && least < Infinity, count = 6;
  // What is 0 lies on the lower edge; that edge is a little below all else.
  const flat = high - low <= 1e-3 * Math.abs(high);
  const y = log ? logAxis(zero ? least / 10 : flat ? least / 4 : least, flat ? 4 * high : Math.max(high, least * 1.5), TOP + TALL, TOP, { count })
    : linearAxis(low > 0 && (flat || low < high / 2) ? 0 : low, flat ? 1.1 * high || 1 : high, TOP + TALL, TOP, { count });
  const place = (/** @type {number} */ v) => Math.max(TOP, Math.min(TOP + TALL, y.place(v)));
  return { x: stepAxis(session, width), y: { ...y, place }, series, log, note: noteOf(state.view.log, log, zero, beyond, ceiling) };
}

/** The scale of J: its largest start, or J at theta = 0. @param {Session["engine"]} engine @param {number[]} starts */
function scaleOf(engine, starts) {
  const known = [engine.value(new Float64Array(engine.size)), ...starts].filter((v) => isFinite(v));
  return Math.max(0, ...known) || 1;
}

/** @param {boolean} wanted @param {boolean} log @param {boolean} zero @param {boolean} beyond @param {number} ceiling */
function noteOf(wanted, log, zero, beyond, ceiling) {
  const told = [];
  if (wanted && !log) told.push("J is 0 at every step; 0 has no place on a logarithmic axis, so this one is linear.");
  if (log && zero) told.push("J = 0 has no place on a logarithmic axis: it is drawn on the lower edge.");
  if (beyond) told.push(`J above ${figure(ceiling, 3)} is drawn on the upper edge.`);
  return told.join(" ");
}

/**
 * One curve: its line, its markers, and a larger open one where its outcome was decided.
 * @param {SVGGElement} g @param {Float64Array} values @param {Outcome} outcome @param {number} i
 * @param {import("./axes.js").Axis} x @param {import("./axes.js").Axis} y
 */
function dress(g, values, outcome, i, x, y) {
  const [line, marks, decided] = g.children, { colour, dash, marker } = penOf(i), at = Math.min(outcome.step, values.length - 1);
  put(line, { d: curve(values, x.place, y.place), stroke: colour, "stroke-width": i ? 1.7 : 2.2, "stroke-dasharray": dash || null });
  put(marks, { d: marksAlong(marker, values, i, x.place, y.place), fill: colour });
  put(decided, { d: mark(marker, x.place(at), y.place(values[at]), 5.5), fill: "var(--panel)", stroke: colour });
}

/** @param {Session} session @param {Series[]} series @param {boolean} log */
function aloud(session, series, log) {
  const { values, last } = session.history, most = largest(values);
  return `J over ${last} steps, ${log ? "logarithmic" : "linear"} axis. From ${figure(values[0])} at step 0 to ${figure(values[last])} ` +
    `at step ${last}; largest ${figure(values[most])} at step ${most}. ${series.map(({ name }) => name).join(". ")}.`;
}

/** Where the largest of some values is. @param {Float64Array} values */
function largest(values) {
  let most = 0;
  for (let t = 1; t < values.length; t++) if (values[t] > values[most] || values[most] !== values[most]) most = t;
  return most;
}

/** @param {Series[]} series */
function tableOf(series) {
  const { steps, told } = listed(Math.max(...series.map(({ values }) => values.length - 1)));
  return {
    told: `J at each step. ${told}`, head: ["step", ...series.map(({ name }) => name)],
    rows: steps.map((t) => [String(t), ...series.map(({ values }) => (t < values.length ? exact(values[t]) : ""))]),
  };
}
