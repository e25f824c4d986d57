/** A slice of J over any two directions, with the borders of the units and the path of the descent. */

import { borders, fillRows, makeSlice, nodeAt } from "../core/slice.js";
import { project } from "../core/plane.js";
import { exact, figure } from "../core/figure.js";
import { button, entry, h, labelled, newId, readNumber, setText } from "../dom.js";
import { lazyTable, listed } from "./frame.js";
import { lookAt, spelled, tellHidden, tellPath } from "./look.js";
import { makeMap } from "./map.js";

const FINE = 65, MOST_COARSE = 41, LEAST_COARSE = 9;
/** Milliseconds: what a draft may take, after what rest the fine one comes, what it takes at a time. */
const DRAFT = 6, REST = 80, TURN = 10;

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("./look.js").Look} Look */

/** @param {Session} session @returns {import("../session.js").View} */
export function sliceView(session) {
  const map = makeMap(), reading = h("p", { class: "reading answer" }), note = h("p", { class: "note" });
  const busy = h("p", { class: "note", role: "status" });
  const samples = lazyTable("J on this plane as a table"), states = lazyTable("The path as a table");
  const tools = makeTools(session);
  const what = h("div", {}, reading, map.el, note, samples.el, states.el), wrong = h("div", { class: "row", role: "status" });
  const el = h("div", { class: "chart slice", "data-picture": "slice" }, tools.el, wrong, busy, what);
  /** @type {any[]} */
  let seen = [];
  let timer = 0, cost = 0.01;
  /** @type {Look | null} */
  let look = null;
  /** @type {import("../core/slice.js").Slice | null} */
  let slice = null;

  const isOpen = () => el.isConnected && el.closest("details")?.open !== false;
  function update() {
    if (!isOpen()) return;
    const { state, history, engine } = session, { across, up, reach, plane } = state.view;
    const step = Math.min(plane < 0 ? state.at : plane, history.last), now = [history, engine, across, up, reach, step];
    tools.show(step);
    if (now.some((part, i) => part !== seen[i])) begin(step);
    else if (look && slice && seen[6] !== state.at) path();
    seen = [...now, state.at];
  }

  /** @param {number} step */
  function begin(step) {
    clearTimeout(timer);
    const found = lookAt(session, step);
    const fails = typeof found === "string";
    what.hidden = fails;
    wrong.replaceChildren(...(fails ? [h("span", {}, found), ...tools.instead()] : []));
    setText(busy, "");
    [look, slice] = [fails ? null : found, null];
    if (!look) return;
    const nodes = Math.floor(Math.sqrt(DRAFT / cost)), n = Math.min(MOST_COARSE, nodes - 1 + (nodes % 2));
    const { engine, state } = session;
    map.fade(n < LEAST_COARSE);
    if (n >= LEAST_COARSE) {
      const draft = makeSlice(engine, look.plane, state.view.reach, n);
      timed(() => fillRows(draft), n * n);
      show(draft, false);
    }
    const fine = makeSlice(engine, look.plane, state.view.reach, FINE);
    timer = setTimeout(() => go(fine), REST);
  }

  /** The fine slice, a few rows at a time. @param {import("../core/slice.js").Slice} fine */
  function go(fine) {
    if (session.busy) return void (timer = setTimeout(() => go(fine), REST));
    const before = fine.rows;
    const done = timed(() => fillRows(fine, performance.now() + TURN), (rows = fine.rows - before) => rows * FINE);
    if (done) {
      setText(busy, "");
      map.fade(false);
      return show(fine, true);
    }
    if (!slice) setText(busy, `Being drawn: ${Math.round((100 * fine.rows) / FINE)} %`);
    timer = setTimeout(() => go(fine), 0);
  }

  /** What a node costs is measured as it goes. @template T @param {() => T} act @param {number | (() => number)} nodes */
  function timed(act, nodes) {
    const began = performance.now(), result = act(), count = typeof nodes === "number" ? nodes : nodes();
    cost = Math.max(1e-4, 0.5 * cost + 0.5 * ((performance.now() - began) / Math.max(1, count)));
    return result;
  }

  /** @param {import("../core/slice.js").Slice} made @param {boolean} sharp */
  function show(made, sharp) {
    if (!look) return;
    slice = made;
    map.draw(made, borders(made, sharp), look);
    path();
  }

  function path() {
    if (!look || !slice) return;
    map.path(look, session);
    setText(reading, tellPath(session, look));
    setText(note, tellHidden(look, slice, session));
    const { plane } = look, shown = slice, of = session;
    samples.show(() => samplesTable(shown));
    states.show(() => statesTable(of, plane));
  }

  map.onWidth(() => { seen = []; update(); });
  return { el, update };
}

/** Which axes, how far, whether the plane follows. @param {Session} session */
function makeTools(session) {
  const names = [...session.lab.parameters.map(({ text }) => text), "gradient", "sharpest"];
  const set = (/** @type {Partial<ViewState>} */ part) => session.set({ view: { ...session.state.view, ...part } });
  const choice = (/** @type {"across" | "up"} */ key) => h("select", { onchange: (/** @type {any} */ event) => set({ [key]: event.target.value }) },
    ...names.map((name) => h("option", { value: name }, spelled(name))));
  const across = choice("across"), up = choice("up");
  const reach = entry({ label: "Reach of the slice", value: session.state.view.reach, size: 7, apply: (text) => {
    const value = readNumber(text);
    if (value === null || !(value > 0)) return `The reach must be a number above 0, such as 0.5; got ${text || "nothing"}.`;
    set({ reach: value });
  } });
  const times = (/** @type {number} */ by) => set({ reach: Math.max(1e-12, Math.min(1e12, Number((session.state.view.reach * by).toPrecision(6)))) });
  const box = h("input", { type: "checkbox", id: newId("hold"), onchange: () => set({ plane: box.checked ? session.state.at : -1 }) }), text = h("label", { for: box.id });
  const first = names[0], next = session.lab.parameters[1]?.text ?? "gradient";
  const reset = () => set({ across: "gradient", up: session.lab.parameters.length > 1 ? "sharpest" : "gradient", reach: 1, plane: -1 });
  const el = h("div", { class: "row control" }, labelled("Across", across), labelled("Up", up),
    h("span", { class: "field" }, h("span", { "aria-hidden": "true" }, "Reach"), reach.el),
    button("Closer", () => times(0.5)), button("Wider", () => times(2)), button("Reset", reset),
    h("span", { class: "check" }, box, text));
  return {
    el,
    /** @param {number} step that the plane goes through */
    show(step) {
      const { view } = session.state;
      for (const [field, name] of /** @type {[HTMLSelectElement, string][]} */ ([[across, view.across], [up, view.up]])) if (field.value !== name) field.value = name;
      reach.show(exact(view.reach));
      box.checked = view.plane >= 0;
      setText(text, `Keep the plane through step ${step}`);
    },
    /** What can be done where a direction is missing. */
    instead: () => (session.lab.parameters.length > 1 ? [button(`Show ${first} and ${next}`, () => set({ across: first, up: next }))] : []),
  };
}

/** Nine by nine of the nodes. @param {import("../core/slice.js").Slice} slice */
function samplesTable(slice) {
  const { n, values } = slice, nodes = Array.from({ length: 9 }, (_, k) => Math.round((k * (n - 1)) / 8));
  return {
    told: "J at distances from the middle: across by columns, up by rows.", head: ["up", ...nodes.map((i) => figure(nodeAt(slice, i), 4))],
    rows: [...nodes].reverse().map((j) => [figure(nodeAt(slice, j), 4), ...nodes.map((i) => figure(values[j * n + i], 5))]),
  };
}

/** @param {Session} session @param {import("../core/plane.js").Plane} plane */
function statesTable({ history }, plane) {
  const { steps, told } = listed(history.last), { across, up, distance } = project(plane, steps.map((t) => history.thetas[t]));
  return {
    told: `Where each state lies. ${told}`, head: ["step", "across", "up", "distance from the plane", "J"],
    rows: steps.map((t, k) => [String(t), ...[across[k], up[k], distance[k], history.values[t]].map((v) => figure(v))]),
  };
}
