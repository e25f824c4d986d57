/** The rate: a logarithmic slider, an exact field, and the bound of every perfect fit beside it. */

import { rateSentence } from "../core/bound.js";
import { exact, figure } from "../core/figure.js";
import { attribute, entry, h, newId, readNumber, setText } from "../dom.js";
import { markBelow, slider } from "./slider.js";

/** The slider goes so many powers of ten beyond what it must hold. */
const ROOM = 2;

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function rateView(session) {
  const usual = session.state.rate, id = newId("rate");
  const slide = slider({ label: "Rate, logarithmic", id, apply: (power) => session.set({ rate: Number((10 ** power).toPrecision(3)) }) });
  const field = entry({ label: "Rate, exact", value: exact(usual), apply: (text) => {
    const rate = readNumber(text);
    if (rate === null || !(rate > 0)) return `The rate must be a number above 0, such as 0.005; got ${text || "nothing"}.`;
    session.set({ rate });
  } });
  const mark = markBelow("bound"), bound = h("span", { class: "answer" });
  const sentence = h("p", { class: "versus answer" }), reason = h("p", { class: "answer" });
  const why = h("details", { class: "answer-fold" }, h("summary", {}, "Why there is a bound"), reason);
  const el = h("div", { class: "rate" }, h("div", { class: "row" }, h("label", { for: id }, "Rate"), field.el, bound),
    h("div", { class: "slide-box" }, slide.field, mark.el), sentence, why);
  return {
    el,
    update() {
      const { state: { rate }, bound: limit } = session, known = limit.known && limit.rate !== null;
      const [min, max] = range([usual, ...(known ? [Number(limit.rate)] : [])], rate);
      const place = Math.log10(rate), told = rateSentence(rate, limit);
      slide.show({ min, max, step: 0.01, value: place, said: `${figure(rate)}. ${told}` });
      field.show(exact(rate));
      mark.show(known ? (Math.log10(Number(limit.rate)) - min) / (max - min) : null);
      setText(bound, known ? `bound ${figure(Number(limit.rate), 5)}` : "bound not known");
      setText(sentence, told);
      attribute(sentence, "data-side", known ? (rate > Number(limit.rate) ? "above" : "below") : null);
      setText(reason, limit.reason);
      attribute(why, "hidden", !known);
    },
  };
}

/** The powers of ten that a slider of the rate goes over: the same as long as what it must hold is. @param {number[]} usual @param {number} rate */
function range(usual, rate) {
  const min = Math.floor(Math.log10(Math.min(...usual))) - ROOM, max = Math.ceil(Math.log10(Math.max(...usual))) + ROOM;
  return [Math.max(-323, Math.min(min, Math.floor(Math.log10(rate)))), Math.min(308, Math.max(max, Math.ceil(Math.log10(rate))))];
}
