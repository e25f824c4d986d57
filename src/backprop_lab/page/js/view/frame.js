/** What the pictures over the steps have in common: axes, cursor, legend, a slider over the plot, a table. */

import { goToState } from "../edit.js";
import { attribute, h, setText, svg } from "../dom.js";
import { BESIDE, linearAxis } from "./axes.js";
import { drawing, onWidth, pool, put, sized, tickTexts, writer } from "./draw.js";
import { mark, px, wrapped } from "./lines.js";

/** Pixels left of the plot, right of it and above it; pictures below each other have the same. */
export const LEFT = 80;
export const RIGHT = 18;
export const TOP = 10;
const THUMB = 24, LINE = 17;

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("./axes.js").Axis} Axis */
/** @typedef {{ pen: import("./lines.js").Pen, text: string }} Entry */

/**
 * @param {Session} session @param {string} title @param {string} word what picture and slider are called after
 * @param {(Node | false)[]} extra
 */
export function makeFrame(session, title, word, ...extra) {
  const grid = svg("path", { fill: "none", stroke: "var(--grid)" }), edge = svg("path", { fill: "none", stroke: "var(--line)" });
  const texts = svg("g"), plot = svg("g"), over = svg("g"), legend = svg("g"), write = writer(texts);
  const line = svg("path", { stroke: "var(--ink)", "stroke-width": 1.5, fill: "var(--ink)" });
  const dot = svg("path", { fill: "var(--ink)", stroke: "var(--panel)", "stroke-width": 1.5 });
  const picture = drawing(svg("title", {}, title), grid, edge, plot, texts, line, dot, over, legend);
  const slider = h("input", {
    type: "range", min: 0, step: 1, class: "over", "aria-label": `Step, on ${word}`,
    oninput: () => goToState(session, Number(slider.value)),
  });
  const reading = h("p", { class: "reading answer" }), note = h("p", { class: "note" });
  const area = h("div", { class: "plot" }, slider, picture), table = lazyTable();
  const el = h("div", { class: "chart", "data-picture": word }, h("div", { class: "row title" }, h("h2", {}, title), ...extra), reading, area, note, table.el);
  let width = 640, shown = "";

  return {
    el, plot, over, reading, note, table,
    get width() { return width; },
    /** @param {() => void} redraw */
    onWidth: (redraw) => onWidth(area, 1200, (next) => { width = next; redraw(); }),
    /**
     * Grid, ticks and names of the axes, for a plot of this height; the entries of a legend below it.
     * @param {Axis} x @param {Axis | null} y @param {number} tall @param {string} up @param {Entry[]} entries
     */
    axes(x, y, tall, up, entries) {
      const bottom = TOP + tall, right = width - RIGHT, rows = y ? y.ticks : [];
      attribute(grid, "d", y ? rows.map((t) => `M${LEFT} ${px(t.at)}H${right}`).join("") + x.ticks.map((t) => `M${px(t.at)} ${TOP}V${bottom}`).join("") : "");
      attribute(edge, "d", `M${LEFT} ${TOP}V${bottom}H${right}`);
      write([...tickTexts(x.ticks, rows, LEFT, bottom), { x: right, y: bottom + 32, text: "step", anchor: "end" }, { x: 13, y: TOP + tall / 2, text: up, turn: true }]);
      const lines = entries.map(({ text }) => wrapped(text, Math.max(20, Math.floor((width - 56) / 6.6)))), key = JSON.stringify([entries, lines, bottom]);
      if (key !== shown) drawLegend(legend, entries, lines, bottom + 52);
      shown = key;
      sized(picture, width, bottom + 40 + (entries.length ? 8 + LINE * lines.flat().length : 0));
      const { last } = session.history, wide = Math.max(1, x.place(last) - LEFT), share = (/** @type {number} */ v) => `${((100 * v) / width).toFixed(2)}%`;
      put(slider, { max: last, style: `left:calc(${share(LEFT)} - ${THUMB / 2}px);width:calc(${share(wide)} + ${THUMB}px);top:${TOP}px;height:${tall}px` });
    },
    /**
     * The line at the state that is looked at, a dot on the curve there, and what the slider says.
     * @param {Axis} x @param {number} tall @param {number} at the dot's height in pixels; NaN: none @param {string} said
     */
    cursor(x, tall, at, said) {
      const { at: step } = session.state, place = px(x.place(step));
      attribute(line, "d", `M${place} ${TOP + tall}V${TOP}l-4 -8h8l-4 8`);
      attribute(dot, "d", at === at ? mark("circle", place, at, 4.5) : "");
      if (slider.value !== String(step)) slider.value = String(step);
      attribute(slider, "aria-valuetext", `step ${step}, ${said}`);
    },
    /** What the picture shows, for who does not see it. @param {string} text */
    tell(text) { attribute(picture, "aria-label", text); },
  };
}

/** The axis of the steps, the same for every picture of a session. @param {Session} session @param {number} width @returns {Axis} */
export function stepAxis({ history, kept }, width) {
  const most = Math.max(1, history.steps, ...kept.map((run) => run.history.steps));
  return linearAxis(0, most, LEFT, width - RIGHT, { count: Math.max(2, Math.floor((width - LEFT) / 65)), snap: false, whole: true, apart: BESIDE });
}

/** @param {SVGElement} legend @param {Entry[]} entries @param {string[][]} lines @param {number} y */
function drawLegend(legend, entries, lines, y) {
  legend.replaceChildren(...entries.flatMap(({ pen: { colour, dash, marker } }, i) => {
    const top = y;
    y += LINE * lines[i].length;
    return [
      svg("path", { d: `M10 ${top}H42`, stroke: colour, "stroke-width": 2, "stroke-dasharray": dash || null, fill: "none" }),
      svg("path", { d: marker && mark(marker, 26, top, 3.5), fill: colour, stroke: colour }),
      ...lines[i].map((text, k) => svg("text", { x: 50, y: top + 4 + k * LINE, style: "fill:var(--ink)" }, text)),
    ];
  }));
}

/** A table that is made when it is opened. @param {string} [title] */
export function lazyTable(title = "The numbers as a table") {
  const head = h("tr", {}), body = h("tbody", {}), caption = h("caption", { class: "note" }), row = pool(body, () => h("tr", {}));
  const el = h("details", { class: "answer" }, h("summary", {}, title),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": `${title}, scrolls` }, h("table", {}, caption, h("thead", {}, head), body)));
  /** @type {() => { told: string, head: string[], rows: string[][] }} */
  let make = () => ({ told: "", head: [], rows: [] });
  const show = () => {
    if (!el.open) return;
    const made = make();
    setText(caption, made.told);
    cells(head, made.head, () => h("th", { scope: "col" }));
    row(made.rows, (tr, texts) => cells(tr, texts, (i) => (i ? h("td", {}) : h("th", { scope: "row" }))));
  };
  el.addEventListener("toggle", show);
  return { el, show(/** @type {typeof make} */ how) { make = how; show(); } };
}

/** @param {HTMLElement} tr @param {string[]} texts @param {(i: number) => HTMLElement} one */
function cells(tr, texts, one) {
  while (tr.children.length < texts.length) tr.append(one(tr.children.length));
  while (tr.children.length > texts.length) tr.lastChild?.remove();
  texts.forEach((text, i) => setText(tr.children[i], text));
}

/** Of so many states those that a table lists: all, or evenly spread ones. @param {number} last @param {number} [most] */
export function listed(last, most = 200) {
  const every = Math.max(1, Math.ceil(last / most)), found = [];
  for (let t = 0; t < last; t += every) found.push(t);
  return { steps: [...found, last], told: every === 1 ? "Every state." : `Every ${every}th state, and the last.` };
}
