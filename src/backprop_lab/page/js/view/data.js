/** The data points and their targets, to be changed, added and removed. */

import { exact } from "../core/figure.js";
import { checkState, MOST_POINTS } from "../core/state.js";
import { attribute, button, entry, h, newId, setText } from "../dom.js";
import { setDatum } from "../edit.js";
import { numberOf } from "./field.js";

/** @typedef {import("../session.js").Session} Session */
/** Targets that cannot be used yet, because those of one point must change together. @typedef {Map<number, number[]>} Pending */

/** @param {Session} session @param {State} [first] whose data are the lab's @returns {import("../session.js").View} */
export function dataView(session, first = session.state) {
  const { lab } = session, most = Math.max(MOST_POINTS, first.x.length), group = newId("point");
  /** @type {Pending} */
  const pending = new Map();
  const head = h("tr", {}, h("th", { scope: "col" }, "look at"), ...[...lab.inputs, ...lab.outputs].map((name, i) =>
    h("th", { scope: "col" }, `${i < lab.inputs.length ? "input" : "target"} ${name.text}`)), h("td"));
  const body = h("tbody"), told = h("p", { class: "wrong", role: "alert" });
  const add = button("Add a point", () => {
    const { x, y } = session.state, n = x.length;
    if (n >= most) return;
    session.set({ x: [...x, [...x[n - 1]]], y: [...y, [...y[n - 1]]], point: n });
    session.say(`Point ${n + 1} added, the same as point ${n}.`);
    update();
    rows[n].first().focus();
  });
  const back = button("Back to the lab's points", () => {
    session.set({ x: first.x, y: first.y });
    session.say(`Back at the lab's ${first.x.length} points.`);
  });
  const el = h("div", { class: "data" }, h("p", { class: "note" }, `Targets of this loss must be ${lab.targets}. All runs are made anew on these points, those that were kept too.`),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Data points" }, h("table", {}, h("thead", {}, head), body)), told,
    h("div", { class: "row" }, add, back));
  const remove = (/** @type {number} */ p) => {
    const { x, y, point } = session.state, without = (/** @type {number[][]} */ all) => all.filter((_, i) => i !== p);
    if (x.length === 1) return;
    session.set({ x: without(x), y: without(y), point: point > p ? point - 1 : point });
    session.say(`Point ${p + 1} removed.`);
    update();
    (rows[p]?.remove ?? add).focus();
  };
  /** @type {ReturnType<typeof pointRow>[]} */
  let rows = [];
  /** @type {any[]} */
  let seen = [];
  const update = () => {
    const { x, y, point } = session.state;
    if (el.closest("details")?.open === false) return;
    if (seen[0] !== x || seen[1] !== y) pending.clear();
    seen = [x, y];
    while (rows.length > x.length) rows.pop()?.el.remove();
    while (rows.length < x.length) {
      rows.push(pointRow(session, rows.length, group, most, pending, remove, () => update()));
      body.append(rows[rows.length - 1].el);
    }
    rows.forEach((row, p) => row.show(p === point, x.length > 1));
    attribute(add, "aria-disabled", x.length >= most ? "true" : null);
    attribute(back, "aria-disabled", x === first.x && y === first.y ? "true" : null);
    setText(told, waiting(session, pending));
  };
  return { el, update };
}

/** @param {Session} session @param {Pending} pending */
function waiting(session, pending) {
  const [[p, row] = [-1, []]] = pending, { lab, state } = session;
  return p < 0 ? "" : `Not used yet: ${refusal(lab, { ...state, y: state.y.map((old, i) => (i === p ? row : old)) }, Infinity)} Change the others too.`;
}

/** @param {Lab} lab @param {State} state @param {number} most */
const refusal = (lab, state, most) => checkState(lab, state, most);

/**
 * @param {Session} session @param {number} p @param {string} group @param {number} most @param {Pending} pending
 * @param {(p: number) => void} remove @param {() => void} changed
 */
function pointRow(session, p, group, most, pending, remove, changed) {
  const { lab } = session;
  const look = h("input", { type: "radio", name: group, "aria-label": `Look at point ${p + 1}`, onchange: () => session.set({ point: p }) });
  const cell = (/** @type {"x" | "y"} */ which) => (/** @type {Name} */ name, /** @type {number} */ i) => {
    const apply = which === "x" ? (/** @type {number} */ v) => setDatum(session, "x", p, i, v) : (/** @type {number} */ v) => setTarget(session, p, i, v, most, pending, changed);
    const word = which === "x" ? "Input" : "Target";
    return { which, i, ...entry({ label: `${word} ${name.text} of point ${p + 1}`, value: "", size: 9, apply: numberOf(name.text, apply) }) };
  };
  const cells = [...lab.inputs.map(cell("x")), ...lab.outputs.map(cell("y"))];
  const out = button("Remove", () => remove(p), { "aria-label": `Remove point ${p + 1}` });
  const el = h("tr", {}, h("th", { scope: "row" }, h("label", { class: "check" }, look, ` ${p + 1}`)), ...cells.map((c) => h("td", {}, c.el)), h("td", {}, out));
  return {
    el, remove: out, first: () => cells[0].field,
    /** @param {boolean} chosen @param {boolean} removable */
    show(chosen, removable) {
      look.checked = chosen;
      for (const { which, i, show } of cells) show(exact(((which === "y" && pending.get(p)) || session.state[which][p])[i]));
      attribute(out, "aria-disabled", removable ? null : "true");
    },
  };
}

/**
 * One target, as far as the loss allows it; shares of classes wait until they sum to 1 together.
 * @param {Session} session @param {number} p @param {number} i @param {number} value @param {number} most
 * @param {Pending} pending @param {() => void} changed
 */
function setTarget(session, p, i, value, most, pending, changed) {
  const { lab, state } = session, row = [...(pending.get(p) ?? state.y[p])];
  row[i] = value;
  const next = { ...state, y: state.y.map((old, k) => (k === p ? row : old)) }, wrong = refusal(lab, next, most);
  if (!wrong) return session.set({ y: next.y });
  if (lab.loss !== "softmax_cross_entropy" || value < 0 || value > 1) return wrong;
  pending.set(p, row);
  changed();
}
