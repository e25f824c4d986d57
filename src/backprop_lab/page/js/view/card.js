/** The card of an edge or a unit: its value, which can be typed, its gradient, its formulas. */

import { exact, figure } from "../core/figure.js";
import { atPoint, writtenOut } from "../core/lab.js";
import { cards } from "../core/state.js";
import { attribute, entry, h, readNumber, setText } from "../dom.js";
import { known, setDatum, setParameter } from "../edit.js";
import { pool } from "./draw.js";
import { equation, equationBox } from "./formula.js";

/** @typedef {import("./network.js").Place} Place */

/** @param {import("../session.js").Session} session */
export function cardView(session) {
  const title = h("h3", {}), facts = h("dl", { class: "facts answer" }), math = h("div", { class: "formula scroll", tabindex: 0, role: "group", "aria-label": "Formulas of what was chosen" });
  const typed = h("div", { class: "row control" }), hidden = h("p", { class: "note" }, "Numbers that are worked out are hidden.");
  const el = h("section", { class: "card panel", "aria-label": "What was chosen" }, title, typed, facts, hidden, math);
  let { card } = session.state.view, place = placeOf(session.lab, card);
  /** @type {ReturnType<typeof equationBox>[]} */
  const boxes = [];
  let field = typedField(session, place), pinned = false;
  const rows = pool(facts, () => h(facts.childElementCount % 2 ? "dd" : "dt"));
  typed.append(field.el);
  el.addEventListener("keydown", (event) => { if (event.key === "Escape") pinned = false; }, true);
  /** To what the state says; one that was pinned is let go. */
  const turn = () => {
    if (session.state.view.card === card) return;
    ({ card } = session.state.view);
    place = placeOf(session.lab, card);
    field = typedField(session, place);
    typed.replaceChildren(field.el);
    pinned = false;
  };
  return {
    el,
    /** Show this; a pinned one stays until another is chosen, and its field is ready to be typed in. @param {Place} next @param {boolean} pin */
    choose(next, pin) {
      if (pinned && !pin) return;
      const name = nameOf(session.lab, next).text;
      if (name !== card) session.set({ view: { ...session.state.view, card: name } });
      turn();
      pinned = pin;
      if (pin) { field.field.focus(); field.field.select(); }
    },
    update() {
      turn();
      field.show();
      setText(title, titleOf(session, place));
      const [told, steps] = about(session, place);
      rows(told.flat(), (fact, text) => setText(fact, text));
      const seen = known(session), { secret } = session;
      attribute(hidden, "hidden", !secret);
      const wanted = steps.filter((s) => secret || seen(s.name.code, s.point));
      while (boxes.length < wanted.length) boxes.push(equationBox());
      boxes.forEach((box, i) => box.show(wanted[i] ? equation(session.lab, wanted[i], session.values, { numbers: !secret, result: !secret }) : ""));
      if (math.childElementCount !== boxes.length) math.replaceChildren(...boxes.map((box) => box.el));
    },
  };
}

/** What has this name; the first parameter where nothing has. @param {Lab} lab @param {string} card @returns {Place} */
function placeOf(lab, card) {
  let unit = cards(lab).indexOf(card) - lab.parameters.length, layer = 0;
  if (unit < 0) return { kind: "parameter", parameter: Math.max(0, unit + lab.parameters.length) };
  while (unit >= lab.widths[layer]) unit -= lab.widths[layer++];
  return { kind: "unit", layer, unit };
}

/** @param {Lab} lab @param {Place} place */
function nameOf(lab, place) {
  return place.kind === "parameter" ? lab.parameters[place.parameter] : [lab.inputs, ...lab.units][place.layer][place.unit];
}

/** @param {import("../session.js").Session} session @param {Place} place */
function titleOf({ lab, state }, place) {
  const name = nameOf(lab, place);
  if (place.kind === "parameter") {
    return `${name.text}, a ${isBias(lab, place.parameter) ? "bias" : "weight"}, at step ${state.at}`;
  }
  return `${name.text}, ${place.layer ? "a unit" : "an input"}, at point ${state.point + 1}, step ${state.at}`;
}

/** @param {Lab} lab @param {number} i */
function isBias(lab, i) {
  return lab.hasBiases && lab.places.some(({ biases }, k) => i >= biases && i < biases + lab.widths[k + 1]);
}

/** What can be typed: a parameter, an input, the target beside an output. @param {import("../session.js").Session} session @param {Place} place */
function typedField(session, place) {
  const { lab } = session;
  const change = (/** @type {(v: number) => string | void} */ apply) => (/** @type {string} */ text) => {
    const value = readNumber(text);
    if (value === null) return `This must be a number such as -0.25; got ${text || "nothing"}.`;
    return apply(value);
  };
  if (place.kind === "parameter") {
    const i = place.parameter;
    const made = entry({ label: `Value of ${lab.parameters[i].text}`, value: "", apply: change((v) => setParameter(session, i, v)), size: 22 });
    return { ...made, show() { made.show(session.veiled ? "" : exact(session.theta[i])); attribute(made.field, "placeholder", session.veiled ? "hidden" : null); } };
  }
  const last = place.layer === lab.depth, which = place.layer === 0 ? "x" : "y";
  if (place.layer !== 0 && !last) {
    const shown = h("output", { tabindex: -1 });
    return { el: shown, field: Object.assign(shown, { select() {} }), show: () => setText(shown, "The value follows from what arrives.") };
  }
  const name = which === "x" ? lab.inputs[place.unit] : lab.outputs[place.unit];
  const now = () => exact(session.state[which][session.state.point][place.unit]);
  const made = entry({ label: `${which === "x" ? "Input" : "Target"} ${name.text}`, value: now(), size: 22, apply: change((v) => setDatum(session, which, session.state.point, place.unit, v)) });
  return { el: h("span", { class: "row" }, `${name.text} = `, made.el), field: made.field, show: () => made.show(now()) };
}

/** Numbers and steps of what was chosen. @param {import("../session.js").Session} session @param {Place} place @returns {[[string, string][], Step[]]} */
function about(session, place) {
  const { lab, state, values } = session, p = state.point, seen = known(session);
  const told = (/** @type {string} */ code, /** @type {number | null} */ at = null) => (seen(code, at) ? figure(values.get(code, at), 10) : "not yet");
  const of = (/** @type {(step: Step) => boolean} */ which) => lab.point.filter(which).map((step) => atPoint(step, p, lab));
  if (place.kind === "parameter") {
    const { code, text } = lab.parameters[place.parameter];
    const steps = [
      ...of((s) => s.name.code === `dL_d${code}`),
      ...lab.sum.filter((s) => s.name.code === `dJ_d${code}`).map((s) => ({ ...s, tree: writtenOut(s.tree, Math.min(state.x.length, 6), lab) })),
      ...lab.update[session.method.name].filter((s) => s.parameter === place.parameter),
    ];
    if (state.x.length > 6) steps.splice(1, 1);
    return [[["value", exact(session.theta[place.parameter])], [`gradient at point ${p + 1}`, told(`dL_d${code}`, p)],
      ["gradient of J", told(`dJ_d${code}`)], [`${text} after this step`, told(`${code}_new`)]], steps];
  }
  if (place.layer === 0) return [[["value", exact(state.x[p][place.unit])]], []];
  const unit = lab.units[place.layer - 1][place.unit], before = lab.preactivations[place.layer - 1][place.unit];
  const codes = [before.code, unit.code, `d${unit.code}`, `d${before.code}`];
  const rows = [...new Set(codes)].filter((code) => values.has(code));
  return [rows.map((code) => /** @type {[string, string]} */ ([code, told(code, p)])), of((s) => rows.includes(s.name.code))];
}
