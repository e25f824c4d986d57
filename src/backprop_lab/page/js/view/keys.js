/** The keys of the stage, the part with network, operations and descent. */

import { goToState, stepOperation } from "../edit.js";
import { h } from "../dom.js";
import { sayState } from "./descend.js";

/** @typedef {import("../session.js").Session} Session */

/** To a state of the descent, and say it. @param {Session} session @param {number} at */
const go = (session, at) => {
  goToState(session, at);
  session.say(sayState(session));
};

/** @type {[string, string, (session: Session) => void][]} */
const KEYS = [
  ["ArrowRight", "next operation", (s) => stepOperation(s, 1)],
  ["ArrowLeft", "operation before", (s) => stepOperation(s, -1)],
  ["PageDown", "next step of the descent", (s) => go(s, s.state.at + 1)],
  ["PageUp", "step before", (s) => go(s, s.state.at - 1)],
  ["Home", "start of the descent", (s) => go(s, 0)],
  ["End", "end of the descent", (s) => go(s, s.history.last)],
];

/** Hear the keys while the focus is in `stage`, but where a field, a slider or a menu has its own use of them. */
/** @param {HTMLElement} stage @param {Session} session @param {() => void} play */
export function bindKeys(stage, session, play) {
  stage.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest("input, select, textarea, [role=slider], .scroll[tabindex]")) return;
    if (event.key === " " && !target.closest("button, summary, a, [role=button]")) {
      play();
    } else {
      const row = KEYS.find(([key]) => key === event.key);
      if (!row) return;
      row[2](session);
    }
    event.preventDefault();
  });
}

/** What the keys do, as a table. */
export function keysTable() {
  const rows = [...KEYS.map(([key, what]) => [key.replace("Arrow", "Arrow "), what]), ["Space", "play or pause the descent"],
    ["Tab", "from part to part"], ["Arrow Down, Arrow Up", "on the network: next edge or unit, the one before"], ["Enter", "on an edge or a unit: its card stays, ready to be typed in; Escape there lets it go"], ["Escape", "in a field: what was there before; in the tour: leave it"]];
  return h("div", {}, h("p", {}, "These keys work while the focus is on the stage: choose it with Tab, or anything in it."),
    h("table", {}, h("tbody", {}, ...rows.map(([key, what]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key)), h("td", { class: "left" }, what))))));
}
