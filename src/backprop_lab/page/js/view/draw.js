/** Drawing in place: attributes, texts that are used again, the width that there is. */

import { attribute, setText, svg } from "../dom.js";
import { px } from "./lines.js";

/** @typedef {{ x: number, y: number, text: string, anchor?: string, turn?: boolean, colour?: string, small?: boolean }} Text */

/** Several attributes, set where they change. @param {Element} el @param {Record<string, any>} props */
export function put(el, props) {
  for (const name in props) attribute(el, name, props[name]);
}

/**
 * Elements that are used again, so that a drag makes none.
 * @template {Element} E @param {Element} parent @param {() => E} make
 */
export function pool(parent, make) {
  /** @type {E[]} */
  const kept = [];
  return (/** @type {any[]} */ rows, /** @type {(element: E, row: any, i: number) => void} */ dress) => {
    while (kept.length < rows.length) kept.push(parent.appendChild(make()));
    while (kept.length > rows.length) kept.pop()?.remove();
    rows.forEach((row, i) => dress(kept[i], row, i));
  };
}

/** What writes texts into a group, each with the same props; turned ones are read from below. @param {Element} parent @param {Record<string, any>} [props] */
export function writer(parent, props = {}) {
  const texts = pool(parent, () => svg("text", props));
  return (/** @type {Text[]} */ rows) => texts(rows, (el, /** @type {Text} */ { x, y, text, anchor = "middle", turn, colour = "var(--ink)", small }) => {
    put(el, {
      x: turn ? 0 : px(x), y: turn ? 0 : px(y), transform: turn ? `translate(${px(x)} ${px(y)}) rotate(-90)` : null,
      "text-anchor": anchor, style: `fill:${colour}${small ? ";font-size:11px" : ""}`,
    });
    setText(el, text);
  });
}

/** The numbers beside two axes. @param {import("./axes.js").Tick[]} across @param {import("./axes.js").Tick[]} up @param {number} left @param {number} bottom @returns {Text[]} */
export function tickTexts(across, up, left, bottom) {
  const colour = "var(--muted)";
  return [
    ...across.map(({ at, label: text }) => ({ x: at, y: bottom + 16, text, colour })),
    ...up.map(({ at, label: text }) => ({ x: left - 7, y: at + 4, text, anchor: "end", colour })),
  ];
}

/** A drawing that stands alone, of this size. @param {Element} picture @param {number} width @param {number} height */
export const sized = (picture, width, height) => put(picture, { viewBox: `0 0 ${width} ${height}`, width, height });

/** An empty drawing. @param {...(SVGElement | null)} parts */
export const drawing = (...parts) => svg("svg", {
  xmlns: "http://www.w3.org/2000/svg", role: "img", class: "picture", "font-family": "system-ui, sans-serif", "font-size": 12,
}, ...parts);

/** Hear of another width that a picture may have. @param {Element} el @param {number} most @param {(width: number) => void} tell */
export function onWidth(el, most, tell) {
  let before = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.round(Math.min(most, contentRect.width));
    if (width < 120 || width === before) return;
    before = width;
    tell(width);
  }).observe(el);
}
