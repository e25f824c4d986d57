/** Sliders that change the state at most once a frame, and marks on them. */

import { attribute, h } from "../dom.js";

/** Half of a thumb: where a slider's first and last value lie inside it, in pixels. */
const HALF = 8;

/** @typedef {{ min: number, max: number, step: number, value: number, said?: string }} Shown */

/**
 * A slider; `apply` hears its value once a frame while it is dragged, and when it is let go.
 * @param {{ label: string, apply: (value: number) => void, id?: string }} options
 */
export function slider({ label, apply, ...rest }) {
  let frame = 0;
  const send = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    apply(Number(field.value));
  };
  const field = h("input", {
    type: "range", class: "slide", "aria-label": label, ...rest,
    oninput: () => { frame ||= requestAnimationFrame(send); },
    onchange: () => { if (frame) send(); },
  });
  return {
    field,
    /** What it shows, but not under the hand that moves it. @param {Shown} shown */
    show({ min, max, step, value, said }) {
      attribute(field, "aria-valuetext", said);
      if (frame) return;
      attribute(field, "min", min);
      attribute(field, "max", max);
      attribute(field, "step", step);
      if (field.value !== String(value)) field.value = String(value);
    },
  };
}

/** A mark below a slider at a share of its length, with a word; out of sight where there is none. @param {string} word */
export function markBelow(word) {
  const el = h("span", { class: "slide-mark", "aria-hidden": "true" }, word);
  return {
    el,
    /** @param {number | null} share */
    show(share) {
      attribute(el, "hidden", share === null);
      if (share !== null) attribute(el, "style", `left:calc(${HALF}px + ${share.toFixed(4)} * (100% - ${2 * HALF}px))`);
      attribute(el, "data-side", share === null || (share > 0.12 && share < 0.88) ? null : share < 0.5 ? "left" : "right");
    },
  };
}
