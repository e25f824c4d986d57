/** The ledger: every number of every data point in its column, and their sum, the gradient of J. */

import { figure } from "../core/figure.js";
import { write, asNames } from "../core/write.js";
import { pointed, reads } from "../core/lab.js";
import { registers, run, TapeMaker } from "../core/tape.js";
import { attribute, h, setText } from "../dom.js";
import { known } from "../edit.js";

/** @typedef {{ label: string, group: string, code: string, gate: ((values: Values, p: number) => number) | null, sum: string | null, cells: HTMLElement[], total: HTMLElement | null, el: HTMLElement }} Row */

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function ledgerView(session) {
  const { lab } = session;
  const body = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Ledger, scrolls" });
  const rule = lab.mean || lab.factor !== 1 ? ` J is ${lab.factor !== 1 ? `${figure(lab.factor)} times ` : ""}the ${lab.mean ? "mean" : "sum"}.` : "";
  const two = lab.loss === "squared_error" ? " The 2 of the derivative of the square is in dL/dz." : "";
  const el = h("section", { class: "panel ledger", "aria-label": "Ledger" }, h("h2", {}, "Ledger: each point, and their sum"),
    h("p", { class: "note" }, `One column a data point; the last is J and its gradient, all points together.${rule}${two}`), body);
  /** @type {Row[]} */
  let rows = [];
  let points = -1;
  return {
    el,
    update() {
      const { state, values } = session, seen = known(session), n = state.x.length;
      if (n !== points) {
        rows = rowsOf(lab, n);
        body.replaceChildren(tableOf(lab, rows, n));
        points = n;
      }
      const step = session.story[state.cursor];
      for (const row of rows) showRow(row, values, seen, step, state.point);
    },
  };
}

/** @param {Lab} lab @param {number} n @returns {Row[]} */
function rowsOf(lab, n) {
  /** @type {Row[]} */
  const rows = [];
  const add = (/** @type {string} */ label, /** @type {string} */ group, /** @type {string} */ code, /** @type {Step | null} */ gated, /** @type {string | null} */ sum) => {
    const cells = Array.from({ length: n }, () => h("td", { class: "answer" }));
    const total = h("td", { class: "answer total" });
    const el = h("tr", {}, h("th", { scope: "row" }, label), ...cells, total);
    rows.push({ label, group, code, gate: gated && gateOf(lab, gated), sum, cells, total: sum ? total : null, el });
  };
  for (const step of lab.point) {
    if (step.gate) add(write(step.gate, lab.styles.text, asNames(lab.styles.text, lab.greek)), "slopes and deltas", step.name.code, step, null);
    const partial = step.parameter !== null;
    const group = partial ? "partials" : step.phase === "backward" ? "slopes and deltas" : step.phase;
    add(step.name.text, group, step.name.code, null, partial ? `dJ_d${lab.parameters[/** @type {number} */ (step.parameter)].code}` : step.name.code === "L" ? "J" : null);
  }
  const order = ["forward", "loss", "slopes and deltas", "partials"];
  return rows.sort((a, b) => order.indexOf(a.group) - order.indexOf(b.group));
}

/** @param {Lab} lab @param {Row[]} rows @param {number} n */
function tableOf(lab, rows, n) {
  const columns = Array.from({ length: n }, (_, p) => h("th", { scope: "col" }, `point ${p + 1}`));
  const last = lab.mean || lab.factor !== 1 ? "J" : "sum: J";
  const groups = [...new Set(rows.map((row) => row.group))];
  return h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ...columns, h("th", { scope: "col" }, last))),
    ...groups.map((group) => h("tbody", {}, h("tr", { class: "group" }, h("th", { colspan: n + 2, scope: "rowgroup" }, group)),
      ...rows.filter((row) => row.group === group).map((row) => row.el))));
}

/** The slope by which a step multiplies, at every point, from its tree. @param {Lab} lab @param {Step} step */
function gateOf(lab, step) {
  const gate = /** @type {Tree} */ (step.gate), maker = new TapeMaker(), read = reads(pointed(gate, 0, lab));
  for (const { name } of read) if (!maker.slots.has(name.code)) maker.input(name.code);
  const at = maker.define("gate", gate), tape = maker.finish(), file = registers(tape);
  return (/** @type {Values} */ values, /** @type {number} */ p) => {
    for (const { name } of read) file[/** @type {number} */ (tape.slots.get(name.code))] = values.get(name.code, p);
    run(tape.rows, file);
    return file[at];
  };
}

/**
 * @param {Row} row @param {Values} values @param {(code: string, p?: number | null) => boolean} seen
 * @param {Step | undefined} step @param {number} point
 */
function showRow(row, values, seen, step, point) {
  const { code, gate } = row;
  row.cells.forEach((cell, p) => {
    const there = seen(code, p);
    setText(cell, there ? figure(gate ? gate(values, p) : values.get(code, p), 6) : "·");
    const now = step && step.name.code === code && step.point === p && !gate;
    attribute(cell, "class", `answer${now ? " now" : ""}${p === point ? " here" : ""}`);
  });
  if (row.total && row.sum) {
    setText(row.total, seen(row.sum) ? figure(values.get(row.sum), 6) : "·");
    attribute(row.total, "class", `answer total${step && step.name.code === row.sum ? " now" : ""}`);
  }
}
