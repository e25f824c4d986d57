/** A short tour for the first visit: five places, one sentence or two each. It can be left at any time. */

import { button, h, setText } from "../dom.js";

/** @type {[string, string][]} */
const PLACES = [
  [".network-panel", "The network at one data point: numbers on the units, weights on the edges. Choose an edge to see its gradient and formula, and to type another value."],
  [".steps-panel", "Every operation, one at a time: forward, loss, backward, sum, update. Each shows its formula, its numbers and what happens."],
  [".ledger", "All numbers of every data point, and in the last column their sum: J and its gradient."],
  [".descend-panel", "The descent: play it, or drag along the steps. Where J goes flat at 4000, the outcome says which units are off and why."],
  [".start-panel", "Another start, rate or method: everything follows at once. The bound beside the rate says which rates can keep a perfect fit."],
];
const KEY = "backprop-lab tour";

/** @param {HTMLElement} root @returns {{ el: HTMLElement, begin: () => void, first: () => void }} */
export function makeTour(root) {
  const text = h("p", {}), count = h("span", { class: "note" });
  let place = 0;
  const next = button("Next", () => go(place + 1));
  const el = h("aside", { class: "tour panel", "aria-label": "Tour", hidden: true, onkeydown: (/** @type {KeyboardEvent} */ e) => { if (e.key === "Escape") end(); } },
    text, h("div", { class: "row" }, button("Back", () => go(Math.max(0, place - 1))), next, button("Close the tour", () => end()), count));
  const mark = (/** @type {string} */ at) => {
    root.querySelectorAll(".toured").forEach((old) => old.classList.remove("toured"));
    const found = at && root.querySelector(at);
    if (found) { found.classList.add("toured"); found.scrollIntoView({ block: "nearest" }); }
  };
  const end = () => { el.hidden = true; mark(""); remember(); };
  const go = (/** @type {number} */ to) => {
    if (to >= PLACES.length) return end();
    place = to;
    el.hidden = false;
    setText(text, PLACES[place][1]);
    setText(count, `${place + 1} of ${PLACES.length}`);
    setText(next, place + 1 < PLACES.length ? "Next" : "Done");
    mark(PLACES[place][0]);
  };
  return { el, begin: () => { go(0); next.focus(); }, first: () => { if (!remembered()) go(0); } };
}

/** Whether the tour was seen; where nothing can be kept it counts as seen. */
function remembered() {
  try { return localStorage.getItem(KEY) === "seen"; } catch { return true; }
}

function remember() {
  try { localStorage.setItem(KEY, "seen"); } catch { /* A browser that keeps nothing shows it again. */ }
}
