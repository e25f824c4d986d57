/** The strip of the hidden units: which of them lets something through, for which point, at each step. */

import { slopes } from "../core/pattern.js";
import { attribute, newId, setText, svg } from "../dom.js";
import { figure } from "../core/figure.js";
import { writer } from "./draw.js";
import { LEFT, makeFrame, stepAxis, TOP } from "./frame.js";
import { px } from "./lines.js";

/** Up to so many rows each unit has one for every point; above, one row a unit, or a share of its points. */
const MOST_ROWS = 48;
/** So many states are drawn at most; a screen shows no more. */
const MOST_COLUMNS = 600;
/** What passes in part is drawn in so many heights. */
const PARTS = 15;
const ALMOST = 1 - 1e-6;

/** @typedef {import("../session.js").Session} Session */
/** @typedef {{ name: string, values: Float32Array }} Row what passes at each of the states that were asked for, 0 to 1 */

/** @param {Session} session @returns {import("../session.js").View} */
export function stripView(session) {
  const { lab } = session, binary = lab.activation.pieces?.[0] === 0;
  const frame = makeFrame(session, "Units over the steps", "units");
  const hatch = newId("hatch");
  const off = svg("path", { fill: `url(#${hatch})`, stroke: "none" });
  const on = svg("path", { fill: "var(--on)", stroke: "var(--muted)", "stroke-width": 0.7 });
  frame.plot.append(svg("defs", {}, svg("pattern", { id: hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("path", { d: "M0 0V6", stroke: "var(--line)", "stroke-width": 2 }))), off, on);
  const names = writer(frame.over);
  setText(frame.note, binary ? "Filled: on. Hatched: off, nothing passes back." : `The higher, the more passes back, as a share of the largest slope.${lab.activation.pieces ? "" : " Hatched: nothing passes."}`);
  /** @type {any[]} */
  let seen = [];
  let x = stepAxis(session, frame.width), tall = 0;
  /** @type {Row[]} */
  let here = [];

  function draw() {
    const { history, engine } = session, { last } = history;
    const steps = columns(last);
    const rows = rowsOf(engine, lab, steps.map((t) => history.thetas[t]));
    const high = rows.length > 24 ? 8 : rows.length > 12 ? 13 : 18;
    x = stepAxis(session, frame.width);
    tall = high * rows.length;
    const paths = drawRows(rows, steps, last, x.place, high);
    attribute(off, "d", paths.off);
    attribute(on, "d", paths.on);
    const every = Math.ceil(13 / high);
    names(rows.flatMap(({ name }, i) => (i % every ? [] : [{ x: LEFT - 6, y: TOP + (i + 0.5) * high + 4, text: short(name), anchor: "end", colour: "var(--muted)", small: true }])));
    frame.axes(x, null, tall, "", []);
    frame.tell(aloud(rows, last, binary));
    frame.table.show(() => tableOf(session, binary));
  }

  const update = () => {
    const now = [session.history, session.engine, session.kept];
    if (lab.depth === 1) return;
    if (now.some((part, i) => part !== seen[i])) draw();
    if (now.some((part, i) => part !== seen[i]) || seen[3] !== session.state.at) {
      here = rowsOf(session.engine, lab, [session.theta]);
      const told = sayHere(here, binary, here[0].name.includes("@"));
      setText(frame.reading, `Step ${session.state.at}: ${told}`);
      frame.cursor(x, tall, NaN, told);
    }
    seen = [...now, session.state.at];
  };
  if (lab.depth === 1) frame.el.replaceChildren("This network has no hidden units.");
  else frame.onWidth(() => { seen = []; update(); });
  return { el: frame.el, update };
}

/** A name that has room left of the plot. @param {string} name */
const short = (name) => (name.length > 13 ? name.replace(/point |, all points/, "").slice(0, 13) : name);

/** The states that are drawn. @param {number} last */
function columns(last) {
  if (last < MOST_COLUMNS) return Array.from({ length: last + 1 }, (_, t) => t);
  return Array.from({ length: MOST_COLUMNS }, (_, k) => Math.round((k * last) / (MOST_COLUMNS - 1)));
}

/**
 * What passes through every unit for every point, or, where these are too many, on average over the points.
 * @param {Session["engine"]} engine @param {Lab} lab @param {Float64Array[]} thetas @returns {Row[]}
 */
function rowsOf(engine, lab, thetas) {
  const found = slopes(engine, thetas), points = engine.points, units = lab.widths.slice(1, -1).reduce((a, b) => a + b, 0);
  const each = units * points <= MOST_ROWS;
  return found.flatMap((passed, layer) => lab.units[layer].flatMap((name, u) => {
    const width = lab.widths[layer + 1];
    const at = (/** @type {number} */ t, /** @type {number} */ p) => passed[(t * points + p) * width + u];
    if (each) return Array.from({ length: points }, (_, p) => ({ name: `${name.text} @ point ${p + 1}`, values: Float32Array.from(thetas, (_, t) => at(t, p)) }));
    const mean = (/** @type {number} */ t) => {
      let sum = 0;
      for (let p = 0; p < points; p++) sum += at(t, p);
      return sum / points;
    };
    return [{ name: `${name.text}, all points`, values: Float32Array.from(thetas, (_, t) => mean(t)) }];
  }));
}

/** A share in so many parts: 0 only where nothing passes. @param {number} share */
const partOf = (share) => (share > 0 ? Math.min(PARTS, Math.ceil(share * PARTS)) : 0);

/**
 * Each row as an area as high as the share, from run to run; `off` are rectangles where nothing passes.
 * @param {Row[]} rows @param {number[]} steps @param {number} last @param {(t: number) => number} place @param {number} high
 */
function drawRows(rows, steps, last, place, high) {
  const on = [""], off = [""], full = high - 3;
  const edge = (/** @type {number} */ k) => px(k <= 0 ? place(0) : k >= steps.length ? place(last) : place((steps[k - 1] + steps[k]) / 2));
  rows.forEach(({ values }, i) => {
    const bottom = TOP + (i + 1) * high - 1.5;
    let open = false;
    for (let from = 0, k = 1; k <= steps.length; k++) {
      const part = partOf(values[from]);
      if (k < steps.length && partOf(values[k]) === part) continue;
      const left = edge(from), right = Math.max(left + 1, edge(k));
      if (part) on.push(`${open ? "" : `M${left} ${bottom}`}V${px(bottom - Math.max(1, (part / PARTS) * full))}H${right}`);
      else off.push(`M${left} ${bottom}v${-full}H${right}v${full}z`);
      if (open && !part) on.push(`V${bottom}z`);
      open = part > 0;
      from = k;
    }
    if (open) on.push(`V${bottom}z`);
  });
  return { on: on.join(""), off: off.join("") };
}

/** @param {number} share @param {boolean} binary */
const said = (share, binary) => (share >= ALMOST ? "on" : share === 0 ? "off" : binary ? `on for ${figure(100 * share, 3)} %` : `${figure(share, 3)} of the largest slope`);

/** What is on at the state that is looked at. @param {Row[]} rows @param {boolean} binary @param {boolean} each */
function sayHere(rows, binary, each) {
  const on = rows.filter(({ values }) => values[0] > 0);
  if (!on.length) return "every unit is off for every point";
  const count = `${on.length} of ${rows.length} ${binary ? "on" : "let something pass"}`;
  if (!each || rows.length > 16) return count;
  /** @type {Map<string, string[]>} */
  const units = new Map();
  for (const { name, values } of on) {
    const [unit, , , point] = name.split(" ");
    units.set(unit, [...(units.get(unit) ?? []), binary ? point : figure(values[0], 2)]);
  }
  return `${count}: ${[...units].map(([unit, told]) => `${unit} (${told.join(", ")})`).join(", ")}`;
}

/** @param {Row[]} rows @param {number} last @param {boolean} binary */
function aloud(rows, last, binary) {
  const told = rows.slice(0, 16).map(({ name, values }) => `${name}: ${said(values[0], binary)} at first, ${said(values[values.length - 1], binary)} at the end`);
  return `Hidden units over ${last} steps. ${told.join("; ")}.`;
}

/** From step to step what each row is. @param {Session} session @param {boolean} binary */
function tableOf({ engine, lab, history }, binary) {
  const rows = [];
  for (const { name, values } of rowsOf(engine, lab, history.thetas)) {
    for (let from = 0, t = 1; t <= values.length; t++) {
      if (t < values.length && partOf(values[t]) === partOf(values[from])) continue;
      const ends = [values[from], values[t - 1]].map((v) => said(v, binary));
      rows.push([name, String(from), String(t - 1), ends[0] === ends[1] ? ends[0] : `${ends[0]} to ${ends[1]}`]);
      from = t;
    }
  }
  const most = rows.slice(0, 1000);
  return { told: `What each unit lets pass, from step to step.${most.length < rows.length ? " The first 1000 rows." : ""}`, head: ["unit", "from step", "to step", "passes"], rows: most };
}
