/** Every parameter with a slider and an exact field, layer by layer. */

import { exact, figure } from "../core/figure.js";
import { attribute, entry, h, setText } from "../dom.js";
import { setParameter } from "../edit.js";
import { numberOf } from "./field.js";
import { slider } from "./slider.js";

/** Of more parameters each layer is folded away. */
const MANY = 40;
/** A slider goes so far to both sides, and further where a value is further off. */
const REACH = 2;

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function thetaView(session) {
  const { lab } = session;
  let dragged = -1;
  const rows = lab.parameters.map((name, i) => parameterRow(session, name, i, () => { dragged = i; }));
  const note = h("p", { class: "note" });
  const layers = lab.places.map(({ weights }, k) => ({ from: weights, to: lab.places[k + 1]?.weights ?? rows.length }));
  const groups = layers.map(({ from, to }, k) => layerGroup(rows.slice(from, to), `Layer ${k + 1}: ${span(lab, from, to)}`, lab.parameters.length > MANY, () => update()));
  const el = h("div", { class: "theta" }, note, ...groups);
  /** @type {ArrayLike<number> | null} */
  let seen = null;
  const update = () => {
    if (el.closest("details")?.open === false) return;
    const { state, theta } = session, begun = state.theta !== seen;
    for (const group of groups) attribute(group, "hidden", session.veiled);
    if (session.veiled) return setText(note, `Theta at step ${state.at} was worked out and is hidden; it can be changed at step 0.`);
    setText(note, state.at === 0 ? "This is theta at the start. Any change begins a new descent."
      : `This is theta at step ${state.at}. A change begins a new descent from it, with that change.`);
    rows.forEach((row, i) => { if (row.isOpen()) row.show(theta[i], begun && dragged !== i); });
    seen = state.theta;
    dragged = -1;
  };
  return { el, update };
}

/** @param {Lab} lab @param {number} from @param {number} to */
function span({ parameters }, from, to) {
  return to - from === 1 ? parameters[from].text : `${parameters[from].text} to ${parameters[to - 1].text}`;
}

/** @param {ReturnType<typeof parameterRow>[]} rows @param {string} title @param {boolean} folded @param {() => void} opened */
function layerGroup(rows, title, folded, opened) {
  const list = h("div", { class: "sliders" }, ...rows.map((row) => row.el));
  if (!folded) return h("div", { role: "group", "aria-label": title }, h("h3", {}, title), list);
  return h("details", { ontoggle: opened }, h("summary", {}, title), list);
}

/** @param {import("../session.js").Session} session @param {Name} name @param {number} i @param {() => void} drag */
function parameterRow(session, name, i, drag) {
  let reach = REACH;
  const slide = slider({ label: `${name.text}, slider`, apply: (value) => { drag(); setParameter(session, i, value); } });
  const field = entry({ label: name.text, value: "", apply: numberOf(name.text, (value) => setParameter(session, i, value)), size: 21 });
  const el = h("div", { class: "parameter" }, h("span", { class: "name", "aria-hidden": "true" }, name.text), slide.field, field.el);
  return {
    el,
    isOpen: () => el.closest("details")?.open !== false,
    /** @param {number} value @param {boolean} afresh whether the slider may get shorter again */
    show(value, afresh) {
      reach = Math.max(afresh ? REACH : reach, REACH, enough(Math.abs(value)));
      slide.show({ min: -reach, max: reach, step: reach / 200, value, said: figure(value) });
      field.show(exact(value));
      attribute(el, "data-sign", value > 0 ? "+" : value < 0 ? "-" : "0");
    },
  };
}

/** The next of 1, 2, 5 times a power of ten. @param {number} value */
function enough(value) {
  if (!(value > REACH) || !isFinite(value)) return REACH;
  const power = Math.floor(Math.log10(value)), unit = 10 ** power;
  return ([1, 2, 5].find((m) => m * unit >= value) ?? 10) * unit;
}
