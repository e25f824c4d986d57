/** The picture of a slice: colours and level lines of J, borders, path, axes and the scale of the colours. */

import { levelLines } from "../core/contour.js";
import { nodeAt } from "../core/slice.js";
import { attribute, h, newId, svg } from "../dom.js";
import { figure } from "../core/figure.js";
import { BESIDE, linearAxis, logAxis } from "./axes.js";
import { drawing, onWidth, put, sized, tickTexts, writer } from "./draw.js";
import { barAddress, heatAddress } from "./heat.js";
import { mark, px } from "./lines.js";

const LEFT = 72, TOP = 8, RIGHT = 20, LINE = 18, MOST_SIDE = 480;
/** Seen on dark and on light ground, over a black line. @type {[string, string][]} */
const BORDERS = [["#ffffff", "6 4"], ["#ffb454", "2 3"], ["#ff8ac4", "9 3 2 3"], ["#7ef0b8", "4 2"], ["#8fd0ff", "12 4"], ["#ffe94d", "1 3"]];
/** How a state is drawn by its distance from the plane in reaches: up to, radius, opacity. */
const MARKS = [[0.02, 4, 1], [0.2, 3.2, 0.85], [1, 2.4, 0.6], [Infinity, 1.7, 0.4]];

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../core/slice.js").Slice} Slice */
/** @typedef {import("./look.js").Look} Look */
/** @typedef {{ kink: import("../core/slice.js").Kink, lines: number[][] }} Border */

/** An empty picture, and what draws into it. */
export function makeMap() {
  const clip = newId("clip"), frame = svg("rect", {}), title = svg("title", {}, "A slice of J");
  const image = svg("image", { preserveAspectRatio: "none" }), bar = svg("image", { preserveAspectRatio: "none", href: barAddress() });
  const levels = [svg("path", { stroke: "#fff", "stroke-opacity": 0.5, fill: "none" }), svg("path", { stroke: "#000", "stroke-opacity": 0.5, fill: "none" })];
  const edges = svg("g", { fill: "none", "stroke-linejoin": "round" }), tags = svg("g"), texts = svg("g"), legend = svg("g");
  const tracks = [svg("path", { stroke: "#000", "stroke-width": 3.5 }), svg("path", { stroke: "#fff", "stroke-width": 1.5 })];
  const marks = MARKS.map(([, , opacity]) => svg("path", { fill: "#fff", stroke: "#000", opacity }));
  const here = [svg("path", { fill: "none", stroke: "#000", "stroke-width": 5 }), svg("path", { fill: "none", stroke: "#ffb454", "stroke-width": 2.5 })];
  const inside = svg("g", { "clip-path": `url(#${clip})` }, image, ...levels, edges, svg("g", { fill: "none", "stroke-linejoin": "round" }, ...tracks), ...marks, ...here, tags);
  const rim = svg("path", { fill: "none", stroke: "var(--line)" });
  const picture = drawing(title, svg("defs", {}, svg("clipPath", { id: clip }, frame)), inside, rim, bar, texts, legend), el = h("div", { class: "plot" }, picture);
  const write = writer(texts), label = writer(tags, { "paint-order": "stroke", stroke: "#000", "stroke-width": 3, "stroke-linejoin": "round", "font-weight": 600 });
  let width = 480, told = "";
  /** @type {ReturnType<typeof makeAxes>} */
  let axes;

  return {
    el,
    /** @param {() => void} redraw */
    onWidth: (redraw) => onWidth(el, MOST_SIDE + LEFT + RIGHT, (next) => { width = next; redraw(); }),
    /** Pale while what is seen is that of before. @param {boolean} on */
    fade(on) { attribute(picture, "opacity", on ? 0.25 : null); },
    /** @param {Slice} slice @param {Border[]} found @param {Look} look */
    draw(slice, found, look) {
      axes = makeAxes(slice, look, width);
      const { x, y, side, scale } = axes, { n, values } = slice, cell = side / (n - 1);
      put(frame, { x: LEFT, y: TOP, width: side, height: side });
      // A node is the middle of its pixel: half a pixel lies outside on every side.
      put(image, { x: px(LEFT - cell / 2), y: px(TOP - cell / 2), width: px(side + cell), height: px(side + cell) });
      const share = (/** @type {number} */ v) => (scale.place(v) - LEFT) / side;
      attribute(image, "href", heatAddress(values, n, share));
      attribute(rim, "d", `M${LEFT} ${TOP}h${side}v${side}h${-side}z`);
      const grid = (/** @type {number[]} */ line) => trace(line.map((k) => nodeAt(slice, k)), x.place, y.place);
      const logs = values.map(Math.log), at = scale.ticks.map(({ value }) => value);
      levels.forEach((path, light) => attribute(path, "d",
        at.filter((v) => Number(share(v) > 0.5) === light).flatMap((v) => levelLines(logs, n, Math.log(v)).map(grid)).join("")));
      const pens = pensOf(found);
      const drawn = found.map(({ kink, lines }) => ({ pen: pens.get(kink.unit.text) ?? BORDERS[0], d: lines.map((line) => trace(line, x.place, y.place)).join("") }));
      // All black lines first: of borders that lie on one another each dash is seen.
      edges.replaceChildren(...drawn.map(({ d }) => svg("path", { d, stroke: "#000", "stroke-width": 3, "stroke-opacity": 0.75 })),
        ...drawn.map(({ d, pen: [stroke, dash] }) => svg("path", { d, stroke, "stroke-width": 1.5, "stroke-dasharray": dash })));
      label(tagsOf(found, x, y, side).map((tag) => ({ ...tag, colour: (pens.get(tag.unit) ?? BORDERS[0])[0] })));
      put(bar, { x: LEFT, y: TOP + side + 52, width: side, height: 12 });
      write(textsOf(axes, look));
      const entries = legendOf(found), top = TOP + side + 104, key = JSON.stringify([entries, top]);
      if (key !== told) drawLegend(legend, entries, pens, top);
      told = key;
      const high = top + LINE * entries.length - (entries.length ? 8 : 16);
      sized(picture, width, high);
      attribute(picture, "style", `max-width:${width}px`);
      const finite = values.filter(isFinite);
      attribute(picture, "aria-label", `J on a plane, ${look.axes[0].label} across, ${look.axes[1].label} up, reach ${figure(slice.reach)} about theta at step ${look.step}. ` +
        `From ${figure(Math.min(...finite))} to ${figure(Math.max(...finite))}. ${entries.map(({ text }) => `${text}.`).join(" ")}`);
    },
    /** @param {{ path: ReturnType<typeof import("../core/plane.js").project> }} look @param {Session} session */
    path({ path }, { state }) {
      const { x, y, reach } = axes, { across, up, distance } = path;
      const far = (/** @type {number} */ v) => (v === v ? Math.max(-1e4, Math.min(1e4, v)) : 1e4);
      const cx = Array.from(across, (v) => far(x.place(v))), cy = Array.from(up, (v) => far(y.place(v)));
      const apart = (/** @type {number} */ t, /** @type {number} */ u) => Math.abs(cx[t] - cx[u]) + Math.abs(cy[t] - cy[u]);
      let line = `M${px(cx[0])} ${px(cy[0])}`;
      for (let t = 1, before = 0; t < cx.length; t++) {
        if (t + 1 < cx.length && apart(t, before) < 0.7) continue;
        line += `L${px(cx[t])} ${px(cy[t])}`;
        before = t;
      }
      for (const track of tracks) attribute(track, "d", line);
      const parts = MARKS.map(() => [""]);
      for (let t = 0, before = -1; t < cx.length; t++) {
        // Marks that would lie on one another are left out; the line goes through all states.
        if (before >= 0 && apart(t, before) < 9) continue;
        const k = MARKS.findIndex(([most]) => distance[t] <= most * reach);
        if (k >= 0) parts[k].push(mark("circle", cx[t], cy[t], MARKS[k][1]));
        before = t;
      }
      marks.forEach((path, k) => attribute(path, "d", parts[k].join("")));
      for (const ring of here) attribute(ring, "d", mark("circle", cx[state.at], cy[state.at], 8));
    },
  };
}

/** @param {Slice} slice @param {Look} look @param {number} width */
function makeAxes({ values, reach }, { axes: [across, up] }, width) {
  const side = Math.max(60, width - LEFT - RIGHT);
  const axis = (/** @type {number} */ at, /** @type {number} */ from, /** @type {number} */ to, /** @type {number | undefined} */ apart) => {
    const { ticks } = linearAxis(at - reach, at + reach, from, to, { count: Math.max(2, Math.floor(side / 70)), snap: false, apart });
    return { ticks, place: (/** @type {number} */ offset) => from + ((offset + reach) / (2 * reach)) * (to - from) };
  };
  let high = 0, low = Infinity;
  for (const v of values) if (v < Infinity) high = Math.max(high, v);
  for (const v of values) if (v > 0 && v < low) low = v;
  low = Math.max(Math.min(low, high), high * 1e-12);
  const flat = low >= high * (1 - 1e-9) ? 3 : 1;
  const scale = logAxis((low || 1) / flat, (high || 1) * flat, LEFT, LEFT + side, { count: Math.max(2, Math.floor(side / 60)), apart: BESIDE });
  return { x: axis(across.start, LEFT, LEFT + side, BESIDE), y: axis(up.start, TOP + side, TOP, undefined), side, scale: high ? scale : { ...scale, ticks: [] }, reach };
}

/** @param {number[]} line @param {(v: number) => number} x @param {(v: number) => number} y */
function trace(line, x, y) {
  const parts = [];
  for (let k = 0; k < line.length; k += 2) parts.push(k ? "L" : "M", px(x(line[k])), " ", px(y(line[k + 1])));
  return parts.join("");
}

/** A pen for each unit that has a border here. @param {Border[]} found */
function pensOf(found) {
  const units = [...new Set(found.map(({ kink }) => kink.unit.text))];
  return new Map(units.map((unit, k) => [unit, BORDERS[k % BORDERS.length]]));
}

/** Where the names of the borders stand: on the longest line of each, away from the rim, from the middle, where the state is, and from each other. */
/** @param {Border[]} found @param {{ place: (v: number) => number }} x @param {{ place: (v: number) => number }} y @param {number} side */
function tagsOf(found, x, y, side) {
  /** @type {{ x: number, y: number, text: string, unit: string }[]} */
  const tags = [], middle = { x: x.place(0), y: y.place(0) + 4 };
  for (const { kink, lines } of found) {
    const line = lines.reduce((longest, other) => (other.length > longest.length ? other : longest)), places = line.length / 2;
    const free = [0.5, 0.25, 0.75, 0.12, 0.88, 0.38, 0.62].map((share) => Math.floor(share * (places - 1))).map((k) => ({
      x: x.place(line[2 * k]), y: y.place(line[2 * k + 1]) + 4,
    })).find((at) => at.x > LEFT + 26 && at.x < LEFT + side - 26 && at.y > TOP + 14 && at.y < TOP + side - 6 &&
      [middle, ...tags].every((other) => Math.abs(other.x - at.x) > 46 || Math.abs(other.y - at.y) > 13));
    if (free) tags.push({ ...free, text: `${kink.unit.text} @ ${kink.point + 1}`, unit: kink.unit.text });
  }
  return tags;
}

/** @param {ReturnType<typeof makeAxes>} axes @param {Look} look */
function textsOf({ x, y, side, scale }, { axes: [across, up] }) {
  const bottom = TOP + side;
  return [
    ...tickTexts(x.ticks, y.ticks, LEFT, bottom), ...tickTexts(scale.ticks, [], LEFT, bottom + 62),
    { x: LEFT + side / 2, y: bottom + 34, text: across.label }, { x: 13, y: TOP + side / 2, text: up.label, turn: true }, { x: LEFT - 7, y: bottom + 62, text: "J", anchor: "end" },
  ];
}

/** A line for each unit with a border here. @param {Border[]} found */
function legendOf(found) {
  /** @type {Map<string, number[]>} */
  const units = new Map();
  for (const { kink } of found) units.set(kink.unit.text, [...(units.get(kink.unit.text) ?? []), kink.point + 1]);
  return [...units].map(([unit, points]) => ({ unit, text: `${unit} switches at point${points.length > 1 ? "s" : ""} ${points.join(", ")}` }));
}

/** @param {SVGElement} legend @param {{ unit: string, text: string }[]} entries @param {Map<string, [string, string]>} pens @param {number} top */
function drawLegend(legend, entries, pens, top) {
  legend.replaceChildren(...entries.flatMap(({ unit, text }, k) => {
    const y = top + k * LINE, [colour, dash] = pens.get(unit) ?? BORDERS[0];
    return [
      svg("path", { d: `M${LEFT} ${y}h40`, stroke: "#000", "stroke-width": 4 }),
      svg("path", { d: `M${LEFT} ${y}h40`, stroke: colour, "stroke-width": 2, "stroke-dasharray": dash }),
      svg("text", { x: LEFT + 50, y: y + 4, style: "fill:var(--ink)" }, text),
    ];
  }));
}
