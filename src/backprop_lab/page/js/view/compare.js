/** Runs side by side: those that were kept, and others from the same start at other rates. */

import { figure } from "../core/figure.js";
import { MOST_KEPT, same } from "../core/state.js";
import { attribute, button, entry, h, readNumber, setText, svg } from "../dom.js";
import { withLabel } from "./field.js";
import { mark, penOf } from "./lines.js";
import { methodName, startName } from "./runs.js";

const HEAD = ["", "run", "rate", "method", "start", "steps", "last J", "outcome", ""];
/** So close to the bound that a fit can just be stable. */
const UNDER = 0.98;

/** @typedef {import("../session.js").Session} Session */
/** @typedef {Pick<Session["kept"][0], "run" | "method" | "history" | "outcome">} Run */

/** @param {Session} session @returns {import("../session.js").View} */
export function compareView(session) {
  const told = h("p", { class: "note", role: "status" });
  const add = (/** @type {number} */ rate) => setText(told, keep(session, rate));
  const wanted = () => {
    const rate = readNumber(other.field.value.trim());
    return rate !== null && rate > 0 ? rate : null;
  };
  const wrong = (/** @type {string} */ text) => (!text || wanted() ? "" : `The rate must be a number above 0, such as 0.0005; got ${text}.`);
  const other = entry({ label: "Same start at rate", value: "", apply: wrong });
  const addOther = () => { const rate = wanted(); if (rate) add(rate); else other.field.focus(); };
  other.field.addEventListener("keydown", (event) => { if (event.key === "Enter") addOther(); });
  const under = button("Just under the bound", () => add(short(UNDER * Number(session.bound.rate))));
  const first = button("Keep this run", () => add(session.state.rate));
  const body = h("tbody"), now = runRow(session, -1, () => {});
  body.append(now.el);
  const el = h("div", { class: "compare" }, h("p", { class: "note" }, "Every run here is drawn in J over the steps, each with its own dash and marker."),
    h("div", { class: "row control" }, first, button("Half the rate", () => add(session.state.rate / 2)), button("A tenth of it", () => add(short(session.state.rate / 10))), under,
      withLabel("Same start at rate", other), button("Add", addOther, { "aria-label": "Add the same start at this rate" })), told,
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Runs" }, h("table", {},
      h("thead", {}, h("tr", {}, ...HEAD.map((text) => (text ? h("th", { scope: "col" }, text) : h("td"))))), body)));
  const remove = (/** @type {number} */ i) => {
    session.set({ kept: session.state.kept.filter((_, k) => k !== i) });
    setText(told, "Removed.");
    (rows[i]?.out ?? first).focus();
  };
  /** @type {ReturnType<typeof runRow>[]} */
  let rows = [];
  return {
    el,
    update() {
      attribute(under, "hidden", !session.bound.known);
      if (el.closest("details")?.open === false) return;
      const { state, method, history, outcome, kept } = session;
      now.show({ run: state, method, history, outcome });
      while (rows.length > kept.length) rows.pop()?.el.remove();
      while (rows.length < kept.length) {
        rows.push(runRow(session, rows.length, remove));
        body.append(rows[rows.length - 1].el);
      }
      rows.forEach((row, i) => row.show(kept[i]));
    },
  };
}

/** Keep the start of now at a rate; a sentence on what was done. @param {Session} session @param {number} rate */
function keep(session, rate) {
  const { theta, seed, start, steps, method, kept } = session.state;
  const found = kept.findIndex((run) => run.rate === rate && run.steps === steps && run.method === method && run.start === start && same(run.theta, theta));
  if (found >= 0) return `This is kept already, as run ${found + 1}.`;
  if (kept.length >= MOST_KEPT) return `At most ${MOST_KEPT} runs are kept; remove one first.`;
  session.set({ kept: [...kept, { theta, seed, start, rate, steps, method }] });
  return `Kept as run ${kept.length + 1}: rate ${figure(rate)}, start ${startName(session.state, start)}.`;
}

/** Not more digits than one likes to read. @param {number} rate */
const short = (rate) => Number(rate.toPrecision(6));

/** A row of the table: run i that was kept, or the run of now. @param {Session} session @param {number} i @param {(i: number) => void} remove */
function runRow(session, i, remove) {
  const pen = penOf(i + 1), name = i < 0 ? "this run" : `run ${i + 1}`;
  const swatch = svg("svg", { width: 44, height: 16, viewBox: "0 0 44 16", "aria-hidden": "true" },
    svg("path", { d: "M2 8H42", stroke: pen.colour, "stroke-width": 2, "stroke-dasharray": pen.dash || null }), svg("path", { d: mark(pen.marker, 22, 8, 3.5), fill: pen.colour }));
  const cells = Array.from({ length: 6 }, (_, k) => h("td", { class: k > 3 ? "answer" : "" }));
  const look = button("Look at it", () => {
    session.set({ ...session.state.kept[i], at: 0 });
    session.say(`Now looking at ${name}.`);
  }, { "aria-label": `Look at it: ${name}` });
  const out = button("Remove", () => remove(i), { "aria-label": `Remove ${name}` });
  const el = h("tr", {}, h("td", {}, swatch), h("th", { scope: "row" }, name), ...cells, h("td", { class: "row" }, ...(i < 0 ? [] : [look, out])));
  /** @type {any[]} */
  let seen = [];
  return {
    el, out,
    /** @param {Run} shown */
    show({ run, method, history, outcome }) {
      const from = startName(run, session.state.start);
      if (seen[0] === history && seen[1] === from) return;
      seen = [history, from];
      const end = outcome.name === "falling" ? outcome.name : `${outcome.name} at step ${outcome.step}`;
      [figure(run.rate), methodName(method.text), from, String(history.steps), figure(history.values[history.last]), end].forEach((text, k) => setText(cells[k], text));
    },
  };
}
