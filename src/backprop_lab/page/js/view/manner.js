/** How it goes down: the number of steps, the method and its numbers. */

import { exact } from "../core/figure.js";
import { METHODS, readMethod } from "../core/method.js";
import { MOST_STEPS } from "../core/state.js";
import { entry, fill, h, labelled, readNumber } from "../dom.js";
import { numberOf, withLabel } from "./field.js";

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function mannerView(session) {
  const steps = entry({ label: "Steps", value: "", mode: "numeric", size: 6, apply: (text) => {
    const wanted = readNumber(text);
    if (wanted === null || !Number.isInteger(wanted) || wanted < 1 || wanted > MOST_STEPS) return `Steps must be a whole number from 1 to ${MOST_STEPS}; got ${text || "nothing"}.`;
    session.set({ steps: wanted });
  } });
  const choice = h("select", { onchange: () => {
    const method = readMethod(choice.value);
    if (typeof method !== "string") session.set({ method: method.text });
  } }, ...Object.keys(METHODS).map((name) => h("option", { value: name }, name.replaceAll("_", " "))));
  const box = h("div", { class: "row" });
  const el = h("div", { class: "row" }, withLabel("Steps", steps), labelled("Method", choice), box);
  /** @type {ReturnType<typeof entry>[]} */
  let numbers = [];
  let shown = "";
  return {
    el,
    update() {
      const { state, method } = session;
      steps.show(state.steps);
      if (method.name !== shown) {
        shown = method.name;
        choice.value = shown;
        numbers = METHODS[shown].names.map((name, i) => numberField(session, name, i));
        fill(box, ...numbers.map((made, i) => withLabel(METHODS[shown].names[i], made)));
      }
      numbers.forEach((made, i) => made.show(exact(method.numbers[i])));
    },
  };
}

/** @param {import("../session.js").Session} session @param {string} name @param {number} i */
function numberField(session, name, i) {
  return entry({ label: name, value: "", size: 7, apply: numberOf(name, (value) => {
    const { method } = session;
    const read = readMethod([method.name, ...method.numbers.map((old, k) => exact(k === i ? value : old))].join(":"));
    if (typeof read === "string") return `${read[0].toUpperCase()}${read.slice(1)}.`;
    session.set({ method: read.text });
  }) });
}
