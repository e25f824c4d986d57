/** One operation after another: its phase, its formula, what happens in it; play, and predict before it is shown. */

import { figure } from "../core/figure.js";
import { said } from "../core/lab.js";
import { attribute, button, entry, h, labelled, readNumber, setText } from "../dom.js";
import { goTo, stepOperation } from "../edit.js";
import { equation, equationBox } from "./formula.js";

const SPEEDS = [1, 2, 5, 10, 20];
/** What is not larger counts as 0 in a prediction. */
const ZERO = 5e-13;

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function stepsView(session) {
  const phases = session.lab.phases.map((phase) => ({ phase, el: button(phase, () => toPhase(session, phase)) }));
  const play = player(session);
  const where = h("h3", { class: "where" }), box = equationBox({ class: "equation formula scroll", tabindex: 0, role: "group", "aria-label": "Formula" }), told = h("p", { class: "said" });
  const guess = predictor(session);
  const other = h("option", {}), speed = h("select", { onchange: () => session.set({ view: { ...session.state.view, speed: Number(speed.value) } }) },
    ...SPEEDS.map((v) => h("option", { value: v }, `${v} a second`)), other);
  const el = h("section", { class: "panel steps-panel", "aria-label": "Operations, one by one" }, h("h2", {}, "One operation at a time"),
    h("div", { class: "row phases", role: "group", "aria-label": "Phases" }, ...phases.map((p) => p.el)),
    h("div", { class: "row", role: "group", "aria-label": "Step through the operations" },
      button("|◀", () => goTo(session, 0), { "aria-label": "First operation" }),
      button("◀ Back", () => stepOperation(session, -1)), play.el, guess.next,
      button("▶|", () => session.set({ cursor: -1 }), { "aria-label": "Show all operations done" }), labelled("Speed", speed)),
    where, box.el, guess.el, told);
  let spoken = "";
  return {
    el,
    update() {
      const { state, story, values, lab } = session, step = story[state.cursor];
      for (const { phase, el: b } of phases) attribute(b, "aria-pressed", step?.phase === phase);
      play.update();
      attribute(other, "hidden", SPEEDS.includes(state.view.speed));
      if (!SPEEDS.includes(state.view.speed)) { setText(other, `${figure(state.view.speed)} a second`); attribute(other, "value", state.view.speed); }
      if (speed.value !== String(state.view.speed)) speed.value = String(state.view.speed);
      const hidden = guess.update(step);
      attribute(el, "class", `panel steps-panel${step ? "" : " done"}`);
      if (!step) {
        if (spoken) session.say(`All ${story.length} operations of step ${state.at} are done.`);
        spoken = "";
        setText(where, `All ${story.length} operations of step ${state.at} are done`);
        setText(told, `${session.secret ? "The numbers are hidden." : "Every number is shown."} Go through the operations with Back and Next, the arrow keys, or a phase.`);
        box.show("");
        return;
      }
      setText(where, `${state.cursor + 1} of ${story.length}: ${place(step)}`);
      const { secret } = session;
      box.show(equation(lab, step, values, { numbers: !secret, result: !hidden && !secret }));
      const sentence = hidden ? `What comes out? Type it${secret ? "" : ", or show it"}.` : secret ? step.said[step.said.length - 1].text : said(step, values);
      setText(told, sentence);
      const text = `${step.name.text}${hidden || secret ? "" : ` = ${figure(values.get(step.name.code, step.point), 6)}`}. ${sentence}`;
      if (text !== spoken) session.say(text);
      spoken = text;
    },
  };
}

/** @param {Step} step */
function place(step) {
  const at = step.point === null ? "" : ` at point ${step.point + 1}`;
  const layer = step.layer === null ? "" : `, layer ${step.layer}`;
  return `${step.name.text}${at} (${step.phase}${layer})`;
}

/** The first operation of a phase, of the point that is looked at where the phase is a point's. @param {import("../session.js").Session} session @param {string} phase */
function toPhase(session, phase) {
  const { story, state } = session;
  goTo(session, story.findIndex((s) => s.phase === phase && (s.point === null || s.point === state.point)));
}

/** Play the operations, as fast as the state says now; whatever else changes what is looked at pauses. @param {import("../session.js").Session} session */
function player(session) {
  let frame = 0, before = 0, due = 0, moving = false;
  /** @type {[Descent, number, number] | null} */
  let expected = null;
  const here = () => /** @type {[Descent, number, number]} */ ([session.history, session.state.at, session.state.cursor]);
  const stop = () => { cancelAnimationFrame(frame); frame = 0; show(); };
  const tick = (/** @type {number} */ now) => {
    if (session.busy) return stop();
    frame = requestAnimationFrame(tick);
    due += (Math.min(500, now - before) / 1000) * session.state.view.speed;
    before = now;
    if (due < 1) return;
    due -= Math.floor(due);
    moving = true;
    stepOperation(session, 1);
    moving = false;
    const after = here();
    if (session.hidden || (expected && after.every((v, i) => v === /** @type {any[]} */ (expected)[i]))) stop();
    expected = after;
  };
  const el = button("▶ Play", () => {
    if (frame) return stop();
    session.play(stop);
    expected = here();
    before = performance.now();
    due = 0;
    frame = requestAnimationFrame(tick);
    show();
  });
  const show = () => {
    setText(el, frame ? "⏸ Pause" : "▶ Play");
    attribute(el, "aria-label", frame ? "Pause the operations" : "Play the operations");
  };
  show();
  const strayed = () => expected && here().some((v, i) => v !== /** @type {any[]} */ (expected)[i]);
  return { el, update: () => { if (frame && (!el.isConnected || (!moving && strayed()))) stop(); } };
}

/** Predict, then show: the next number stays hidden until it was typed, or asked for. @param {import("../session.js").Session} session */
function predictor(session) {
  let verdict = "";
  const next = button("Next ▶", () => stepOperation(session, 1));
  const field = entry({ label: "Your prediction", value: "", apply: (text) => judge(text) });
  const show = button("Show it", () => { verdict = ""; session.reveal(); });
  const told = h("p", { class: "verdict", role: "status" });
  const ask = h("div", { class: "row predict" }, "Your prediction: ", field.el, button("Check", () => field.field.dispatchEvent(new Event("change"))), show);
  const judge = (/** @type {string} */ text) => {
    const value = readNumber(text), step = session.story[session.state.cursor];
    if (value === null) {
      setText(told, verdict = "");
      return "A prediction must be a number such as -0.25.";
    }
    const right = session.values.get(step.name.code, step.point);
    const good = near(value, right, text);
    verdict = good ? (session.secret ? "Right." : `Right: ${figure(right, 6)}.`) : `Not ${text}. Try again${session.secret ? "" : ", or show it"}.`;
    if (good) session.reveal();
    else setText(told, verdict);
    return "";
  };
  let before = -1;
  /** @type {Values | null} */
  let seen = null;
  return {
    next, el: h("div", {}, ask, told),
    /** Whether the result is to be hidden. @param {Step | undefined} step */
    update(step) {
      if (session.state.cursor !== before || session.values !== seen) { verdict = ""; field.show(""); }
      before = session.state.cursor;
      seen = session.values;
      const hidden = Boolean(step) && session.hidden;
      attribute(ask, "hidden", hidden ? null : true);
      attribute(show, "hidden", session.secret);
      setText(told, verdict);
      return hidden;
    },
  };
}

/**
 * Whether a prediction is right: off by at most one part in a thousand; or what the number is when it is rounded to the
 * digits that were typed, where that is off by at most one part in twenty. 0 is right for what is 0 to twelve decimals.
 * @param {number} value @param {number} right @param {string} text
 */
export function near(value, right, text) {
  if (value === 0) return Math.abs(right) <= ZERO;
  const [, decimals = "", power = "0"] = /^[^.e]*(?:\.(\d*))?(?:e(.*))?$/i.exec(text) ?? [];
  const last = 0.5000001 * 10 ** (Number(power) - decimals.length), size = Math.abs(right);
  return Math.abs(value - right) <= Math.max(size * 1e-3, Math.min(last, size / 20));
}
