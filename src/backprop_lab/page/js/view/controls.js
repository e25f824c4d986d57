/** What a run is made of: where it starts, its rate, its steps and its method. */

import { draw, newSeed, readStart } from "../core/start.js";
import { seedText } from "../core/record.js";
import { readSeed } from "../core/state.js";
import { attribute, button, entry, h, labelled, setText } from "../dom.js";
import { withLabel } from "./field.js";
import { mannerView } from "./manner.js";
import { rateView } from "./rate.js";

const USUAL = ["uniform:-1:1", "normal:0:1", "he", "glorot"];

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function controlsView(session) {
  const parts = [startView(session), rateView(session), mannerView(session)];
  const el = h("section", { class: "panel start-panel control", "aria-label": "Start, rate and method" },
    h("h2", {}, "Start, rate and method"), ...parts.map((part) => part.el));
  return { el, update: () => parts.forEach((part) => part.update()) };
}

/** Seed and distribution. @param {import("../session.js").Session} session @returns {import("../session.js").View} */
function startView(session) {
  /** The seed that was drawn last, whatever was changed by hand since. */
  const last = () => session.state.seed ?? readSeed(session.state.view.from);
  const begin = (/** @type {string} */ start, /** @type {NonNullable<Seed>} */ seed) => {
    const theta = draw(session.lab, start, seed.seed, seed.index);
    if (typeof theta === "string") return `${theta[0].toUpperCase()}${theta.slice(1)}.`;
    session.set({ theta: [...theta], start, seed, at: 0 });
    session.say(`Start ${seedText(seed)} of ${start}. J at the start and all that follows are new.`);
  };
  const here = () => last() ?? { seed: newSeed(), index: "0" };
  const spread = (/** @type {string} */ text) => {
    const start = readStart(text);
    return typeof start === "string" ? `${start[0].toUpperCase()}${start.slice(1)}.` : begin(start.text, here());
  };
  const seed = entry({ label: "Seed", value: "", mode: "text", size: 14, apply: (text) => {
    const [number, index = "0", ...more] = text.split(":").map((part) => part.trim());
    if (more.length) return `A seed is a whole number, or two such as 7:3; got ${text}.`;
    return begin(session.state.start, { seed: plain(number), index: plain(index) });
  } });
  const fresh = button("New random start", () => begin(session.state.start, { seed: newSeed(), index: "0" }));
  /** What there is to go back to: the start that was drawn last, else this one. */
  const whence = () => {
    const { state } = session, seed = last();
    const theta = seed && !state.seed ? draw(session.lab, state.start, seed.seed, seed.index) : state.theta;
    return typeof theta === "string" ? state : { theta: [...theta], seed };
  };
  /** Why there is nothing to go back to; empty where there is. */
  const idle = () => {
    const { state } = session;
    if ((!state.seed && last()) || state.at || state.cursor > (state.predict ? 0 : -1)) return "";
    return state.seed ? "This is that start, at step 0." : "This start was made by hand, and this is its step 0: there is no other start to go back to.";
  };
  const again = button("Same start again", () => {
    const nothing = idle();
    if (nothing) return session.say(nothing);
    const { theta, seed: from } = whence();
    session.set({ theta, seed: from, at: 0, cursor: -1 });
    session.say(from ? `Back at start ${seedText(from)}, step 0.` : "Back at step 0 of the start by hand.");
  });
  const other = h("option", {}), choice = h("select", { onchange: () => spread(choice.value) },
    ...USUAL.map((text) => h("option", { value: text }, text)), other);
  const typed = entry({ label: "Distribution as text", value: "", mode: "text", size: 14, apply: spread });
  const byHand = h("p", { class: "note" });
  const el = h("div", { class: "start" }, h("div", { class: "row" }, withLabel("Seed", seed), fresh, again), byHand,
    h("div", { class: "row" }, labelled("Distribution", choice), withLabel("as text", typed)));
  return {
    el,
    update() {
      const { state } = session;
      seed.show(state.seed ? seedText(state.seed) : "");
      attribute(seed.field, "placeholder", state.seed ? null : "by hand");
      const before = last(), from = before ? `"Same start again" goes back to start ${seedText(before)}.` : "What it was before is not known.", nothing = idle();
      attribute(again, "aria-disabled", nothing ? "true" : null);
      attribute(again, "title", nothing || null);
      setText(byHand, state.seed ? "" : `This start was made by hand. ${from}`);
      attribute(byHand, "hidden", state.seed !== null);
      attribute(other, "hidden", USUAL.includes(state.start));
      if (!USUAL.includes(state.start)) { setText(other, state.start); attribute(other, "value", state.start); }
      if (choice.value !== state.start) choice.value = state.start;
      typed.show(state.start);
    },
  };
}

/** A whole number without zeros in front; any other text as it is. @param {string} text */
const plain = (text) => (/^\d{1,40}$/.test(text) ? String(BigInt(text)) : text);
