/** For a class: what a link hides, and whether the next number is asked for before it is shown. */

import { h } from "../dom.js";

/** @type {[State["hide"][number], string][]} */
const HIDDEN = [["answers", "Hide the numbers"], ["formulas", "Hide the formulas"], ["controls", "Hide the controls"]];

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function classView(session) {
  const boxes = HIDDEN.map(([what, text]) => {
    const box = h("input", { type: "checkbox", onchange: () => {
      const rest = session.state.hide.filter((other) => other !== what);
      session.set({ hide: box.checked ? [...rest, what] : rest });
    } });
    return { what, box, el: h("label", { class: "check" }, box, ` ${text}`) };
  });
  const predict = h("input", { type: "checkbox", onchange: () => session.set({ predict: predict.checked, cursor: predict.checked ? 0 : session.state.cursor }) });
  const el = h("div", {}, h("p", { class: "screen" }, "These choices are part of the link under Share: whoever opens it sees the page so."),
    h("div", { class: "row" }, ...boxes.map((b) => b.el), h("label", { class: "check" }, predict, " Predict, then show: ask for each next number")));
  return {
    el,
    update() {
      for (const { what, box } of boxes) box.checked = session.state.hide.includes(what);
      predict.checked = session.state.predict;
    },
  };
}
