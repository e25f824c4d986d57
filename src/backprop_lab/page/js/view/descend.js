/** Going down: play, step and scrub through the states; what became of the run, where and why. */

import { figure } from "../core/figure.js";
import { attribute, button, h, labelled, setText } from "../dom.js";
import { goToState, known } from "../edit.js";
import { adviceView } from "./advice.js";
import { makePlayer } from "./player.js";
import { markBelow, slider } from "./slider.js";

const SPEEDS = [1, 2, 5, 10, 20];
/** An outcome is said aloud when it has stayed for so many milliseconds. */
const REST = 700;

/** @param {import("../session.js").Session} session */
export function descendView(session) {
  const player = makePlayer(session, () => show(), () => session.say(sayState(session)));
  const go = (/** @type {() => number} */ to) => () => {
    player.pause();
    goToState(session, to());
    session.say(sayState(session));
  };
  const first = button("|◀", go(() => 0), { "aria-label": "Start of the descent" });
  const back = button("◀ Back", go(() => session.state.at - 1), { "aria-label": "Back one step" });
  const play = button("▶ Play", () => player.toggle());
  const next = button("Step ▶", go(() => session.state.at + 1), { "aria-label": "Step forward" });
  const last = button("▶|", go(() => session.history.last), { "aria-label": "End of the descent" });
  const other = h("option", {}), speed = h("select", { onchange: () => session.set({ view: { ...session.state.view, speed: Number(speed.value) } }) },
    ...SPEEDS.map((v) => h("option", { value: v }, `${v} a second`)), other);
  const scrub = slider({ label: "Step of the descent", apply: (at) => { player.pause(); goToState(session, at); } });
  const mark = markBelow("decided"), where = h("p", { class: "at-state" }), whence = h("p", { class: "note whence" }), numbers = h("span", { class: "answer" }), step = h("strong");
  where.append(step, numbers);
  const outcome = outcomeView(session, (at) => go(() => at)());
  const el = h("section", { class: "panel descend-panel", "aria-label": "Descent" }, h("h2", {}, "Descent"),
    h("div", { class: "row", role: "group", "aria-label": "Play the descent" }, first, back, play, next, last, labelled("Speed", speed)),
    h("div", { class: "slide-box" }, scrub.field, mark.el), where, whence, outcome.el);
  const show = () => {
    setText(play, player.playing ? "⏸ Pause" : "▶ Play");
    attribute(play, "aria-label", player.playing ? "Pause the descent" : "Play the descent");
  };
  show();
  return {
    el,
    toggle: player.toggle,
    update() {
      player.heed(el.isConnected);
      const { state: { at, view }, history, outcome: { step: decided, name } } = session;
      for (const [b, off] of /** @type {[HTMLElement, boolean][]} */ ([[first, at === 0], [back, at === 0], [next, at === history.last], [last, at === history.last]])) {
        attribute(b, "aria-disabled", off ? "true" : null);
      }
      attribute(other, "hidden", SPEEDS.includes(view.speed));
      if (!SPEEDS.includes(view.speed)) { setText(other, `${figure(view.speed)} a second`); attribute(other, "value", view.speed); }
      if (speed.value !== String(view.speed)) speed.value = String(view.speed);
      scrub.show({ min: 0, max: history.last, step: 1, value: at, said: sayState(session) });
      mark.show(history.last && !session.secret && !session.state.predict && name !== "falling" ? Math.min(1, decided / history.last) : null);
      setText(step, `Step ${at} of ${history.last}`);
      setText(numbers, `: ${sayNumbers(session)}`);
      setText(whence, session.whence);
      attribute(whence, "hidden", !session.whence);
      outcome.update();
    },
  };
}

/** J and the length of its gradient, as far as the story of operations has come. @param {import("../session.js").Session} session */
function sayNumbers(session) {
  const { state: { at }, history, lab } = session, seen = known(session), last = lab.sum[lab.sum.length - 1].name.code;
  return `J = ${seen("J") ? figure(history.values[at], 8) : "not yet"}, |gradient| = ${seen(last) ? figure(history.norms[at], 5) : "not yet"}`;
}

/** The state that is looked at, in a sentence. @param {import("../session.js").Session} session */
export const sayState = (session) => `Step ${session.state.at} of ${session.history.last}${session.secret ? "" : `: ${sayNumbers(session)}`}`;

/** The name of what became of the run, its step and its cause. @param {import("../session.js").Session} session @param {(at: number) => void} go */
function outcomeView(session, go) {
  const name = h("strong", { class: "outcome-name" }), step = h("span"), cause = h("p");
  const there = button("", () => go(session.outcome.step)), advice = adviceView(session);
  const el = h("div", { class: "outcome away", role: "group", "aria-label": "Outcome" },
    h("div", { class: "row" }, h("span", {}, name, step), there), cause, advice.el);
  /** @type {Outcome | null} */
  let seen = null;
  let timer = 0;
  return {
    el,
    update() {
      const { outcome, history, state } = session, at = Math.min(outcome.step, history.last);
      attribute(there, "aria-disabled", state.at === at ? "true" : null);
      advice.update();
      if (outcome === seen) return;
      setText(name, outcome.name);
      const shown = outcome.step > at ? `, beyond all numbers; the last step that can be shown is ${at}` : "";
      setText(step, outcome.name === "falling" ? ` after ${history.last} steps` : `, decided at step ${outcome.step}${shown}`);
      setText(there, `Go to step ${at}`);
      setText(cause, outcome.cause);
      attribute(el, "data-outcome", outcome.name);
      clearTimeout(timer);
      if (seen && !session.secret && !state.predict) timer = setTimeout(() => session.say(`The run is ${outcome.name}, decided at step ${outcome.step}.`), REST);
      seen = outcome;
    },
  };
}
