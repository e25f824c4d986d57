/** A short tour for the first visit: five places at most, one sentence or two each. It can be left at any time. */

import { button, h, setText } from "../dom.js";

/**
 * The places, as they are for this lab and for what is hidden.
 * @param {import("../session.js").Session} session @returns {[string, string][]}
 */
function placesOf({ lab, bound, secret, state: { hide, predict } }) {
  const formulas = !hide.includes("formulas"), controls = !hide.includes("controls");
  const card = [secret ? "" : "its gradient", formulas ? "its formulas" : ""].filter(Boolean).join(" and ");
  const choose = [card && `see ${card}`, controls ? "type another value" : ""].filter(Boolean).join(", and to ");
  const each = [formulas ? "its formula" : "", secret ? "" : "its numbers", "what happens"].filter(Boolean).join(", ").replace(/, (?=[^,]*$)/, " and ");
  const numbers = secret ? "what is given, the inputs and the weights at the start" : "numbers on the units, weights on the edges";
  const off = lab.depth > 1 && !lab.hasBiases && lab.activation.pieces?.[0] === 0 ? "; of a network that is dead also which units are off" : "";
  /** @type {[string, string][]} */
  const places = [
    [".network-panel", `The network at one data point: ${numbers}. ${choose && `Choose an edge to ${choose}.`}`.trim()],
    [".steps-panel", `Every operation, one at a time: forward, loss, backward, sum, update. Each shows ${each}.`],
  ];
  if (!secret) places.push([".ledger", "All numbers of every data point, and in the last column those of all points together: J and its gradient."]);
  places.push([".descend-panel", `The descent: play it, or drag along the steps.${secret || predict ? "" : ` The outcome says what became of the run, at which step, and why${off}.`}`]);
  if (controls) places.push([".start-panel", `Another start, rate or method: everything follows at once.${bound.known && !secret ? " The bound beside the rate says which rates can keep a perfect fit." : ""}`]);
  return places;
}
const KEY = "backprop-lab tour";
const reveal = (/** @type {Element} */ found) => found.scrollIntoView({ block: "nearest" });
/** With the next frame: while the page is being built, what is laid out for the scroll would be laid out again. */
const revealSoon = (/** @type {Element} */ found) => void requestAnimationFrame(() => reveal(found));

/** @param {HTMLElement} root @param {import("../session.js").Session} session @returns {{ el: HTMLElement, begin: () => void, first: () => void }} */
export function makeTour(root, session) {
  const text = h("p", {}), count = h("span", { class: "note" });
  let place = 0;
  const next = button("Next", () => go(place + 1));
  const el = h("aside", { class: "tour panel", "aria-label": "Tour", hidden: true, onkeydown: (/** @type {KeyboardEvent} */ e) => { if (e.key === "Escape") end(); } },
    text, h("div", { class: "row" }, button("Back", () => go(Math.max(0, place - 1))), next, button("Close the tour", () => end()), count));
  const mark = (/** @type {string} */ at, show = reveal) => {
    root.querySelectorAll(".toured").forEach((old) => old.classList.remove("toured"));
    const found = at && root.querySelector(at);
    if (found) { found.classList.add("toured"); show(found); }
  };
  const end = () => { el.hidden = true; mark(""); remember(); };
  const go = (/** @type {number} */ to, show = reveal) => {
    const places = placesOf(session);
    if (to >= places.length) return end();
    place = to;
    el.hidden = false;
    setText(text, places[place][1]);
    setText(count, `${place + 1} of ${places.length}`);
    setText(next, place + 1 < places.length ? "Next" : "Done");
    mark(places[place][0], show);
  };
  return { el, begin: () => { go(0); next.focus(); }, first: () => { if (!remembered()) go(0, revealSoon); } };
}

/** Whether the tour was seen; where nothing can be kept it counts as seen. */
function remembered() {
  try { return localStorage.getItem(KEY) === "seen"; } catch { return true; }
}

function remember() {
  try { localStorage.setItem(KEY, "seen"); } catch { /* A browser that keeps nothing shows it again. */ }
}
