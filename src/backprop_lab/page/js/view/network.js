/** The network as a picture: values on units, weights on edges, what is off shown off, for one data point. */

import { figure } from "../core/figure.js";
import { attribute, h, newId, setText, svg } from "../dom.js";
import { known } from "../edit.js";
import { reads } from "../core/lab.js";
import { put } from "./draw.js";

const R = 30, MOST_LABELS = 60;
/** The room left of the inputs and right of the outputs, beyond the circles. */
const BESIDE = 18;
/** Half the height of a label, half the width of its letters, and so many may a number have. */
const TALL = 8, LETTER = 3.5, DIGITS = 7;
/** What a strange edge under a label counts, what one close by, and what it counts that there is no label, against the distance from the middle as a share of its edge. */
const COVERED = 0.5, CLOSE = 0.1, MISSING = 5;
/** The drawing fills so many pixels where it can: what it has on a screen of 1280. It shrinks to this share, so that its smallest text has 11 pixels; then it scrolls. */
const FILLS = 610, LEAST = 0.95;

/**
 * @typedef {{ kind: "parameter", parameter: number } | { kind: "unit", layer: number, unit: number }} Place
 * layer 0 is that of the inputs; unit from 0.
 */

/**
 * @param {import("../session.js").Session} session @param {(place: Place, pin: boolean) => void} choose
 * @returns {import("../session.js").View}
 */
export function networkView(session, choose) {
  const { lab } = session, { widths } = lab;
  const [least, usual] = lab.hasBiases ? [100, 132] : [84, 120], down = Math.max(least, Math.min(usual, (4 * usual) / Math.max(...widths)));
  const beside = 2 * BESIDE + 2 * R, labels = lab.parameters.length <= MOST_LABELS;
  const across = Math.max(labels ? 165 : 120, Math.min(200, (FILLS - beside) / lab.depth));
  const wide = Math.ceil(across * lab.depth + beside), high = down * Math.max(...widths) + 30;
  const at = (/** @type {number} */ layer, /** @type {number} */ unit) => ({
    x: BESIDE + R + layer * across, y: high / 2 + (unit - (widths[layer] - 1) / 2) * down,
  });
  const hatch = newId("hatch");
  const picture = svg("svg", {
    viewBox: `0 0 ${wide} ${high}`, style: `min-width:${Math.round(LEAST * wide)}px`, width: wide, height: high, role: "group", class: "network", "data-picture": "network",
    xmlns: "http://www.w3.org/2000/svg", "aria-label": `The network ${widths.join("-")}: weights are edges, numbers are on the units`,
  }, svg("defs", {}, svg("pattern", { id: hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { width: 6, height: 6, style: "fill:var(--panel)" }), svg("line", { x1: 0, y1: 0, x2: 0, y2: 6, style: "stroke:var(--line);stroke-width:2" }))));
  const edges = edgesOf(lab, at, pick, labels), units = unitsOf(lab, at, pick, hatch), told = svg("text", { "aria-hidden": "true", "text-anchor": "middle", class: "weight" });
  picture.append(...edges.map((e) => e.el), ...units.map((u) => u.el), ...edges.flatMap((e) => e.label ?? []), told);
  /** The edge that was chosen last, where it has no label of its own. @type {typeof edges[0] | undefined} */
  let bare;
  function pick(/** @type {Place} */ place, /** @type {boolean} */ pin) {
    bare = edges.find((e) => place.kind === "parameter" && e.parameter === place.parameter && !e.label);
    tell();
    choose(place, pin);
  }
  const tell = () => {
    if (session.busy) return;
    setText(told, bare ? labelOf(lab.parameters[bare.parameter], session.veiled ? null : session.theta[bare.parameter]) : "");
    if (bare) put(told, bare.middle);
  };
  roving(picture);
  const points = h("div", { class: "row points", role: "group", "aria-label": "Data point that is looked at" });
  const note = h("span"), choice = h("span", { class: "screen" });
  const el = h("section", { class: "panel network-panel", "aria-label": "Network" }, h("h2", {}, "Network"), points, h("div", { class: "scroll" }, picture), h("p", { class: "note" }, note, choice));
  let shown = "";
  return {
    el,
    update() {
      const { values } = session, seen = known(session);
      shown = showPoints(points, session, shown);
      const lit = new Set(litNames(session));
      for (const edge of edges) edge.show(session.veiled ? null : session.theta, values, lit, seen);
      for (const unit of units) unit.show(session, values, lit, seen);
      tell();
      setText(note, legend(session));
      setText(choice, invitation(session));
    },
  };
}

/** What the picture means, as far as it is shown. @param {import("../session.js").Session} session */
function legend({ lab, state: { at }, secret, veiled }) {
  const weights = veiled ? `The weights at step ${at} were worked out and are hidden.` : "Width: size of a weight. Solid orange: positive; dashed blue: negative.";
  return `${weights}${canBeOff(lab) && !secret ? " Hatched units are off." : ""}`;
}

/** What the card has, as far as it is shown. @param {import("../session.js").Session} session */
function invitation({ state: { hide }, secret }) {
  if (secret && hide.includes("formulas")) return "";
  return ` Choose an edge or a unit for its ${secret ? "formulas" : "numbers"}.`;
}

/** Whether a unit lets nothing through where what arrives is not above 0. @param {Lab} lab */
const canBeOff = ({ activation, depth }) => depth > 1 && activation.pieces?.[0] === 0;

/** A name with its number, in few letters; with none where it is hidden. @param {Name} name @param {number | null} value */
const labelOf = ({ text }, value) => (value === null ? text : `${text} ${short(value, 3)}`);

/** One stop for the Tab key; from there the arrows up and down go to every edge and unit. @param {SVGSVGElement} picture */
function roving(picture) {
  const parts = /** @type {SVGElement[]} */ ([...picture.querySelectorAll(".press")]);
  parts[0].setAttribute("tabindex", "0");
  picture.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key], at = parts.indexOf(/** @type {SVGElement} */ (event.target));
    if (!by || at < 0) return;
    event.preventDefault();
    parts[(at + by + parts.length) % parts.length].focus();
  });
  // Heard on each part: an svg that hears of the focus itself becomes a stop of its own.
  for (const part of parts) {
    part.addEventListener("focus", () => parts.forEach((other) => attribute(other, "tabindex", other === part ? 0 : -1)));
  }
}

/** A number in few letters. @param {number} value @param {number} digits so many where there is room for them */
function short(value, digits) {
  for (; digits > 1; digits--) {
    const text = figure(value, digits);
    if (text.length <= DIGITS) return text;
  }
  return value.toExponential(1).replace("e+", "e");
}

/** The codes that the operation that is told reads and writes. @param {import("../session.js").Session} session */
function litNames(session) {
  const step = session.story[session.state.cursor];
  return step ? [step.name.code, ...reads(step.tree).map((r) => r.name.code)] : [];
}

/** One button a point. @param {HTMLElement} points @param {import("../session.js").Session} session @param {string} shown */
function showPoints(points, session, shown) {
  const { x, y, point } = session.state;
  const told = x.map((row, p) => `Point ${p + 1}: x = (${row.map((v) => figure(v, 4)).join(", ")}), y = ${y[p].map((v) => figure(v, 4)).join(", ")}`);
  const all = told.join("|");
  if (all !== shown) {
    points.replaceChildren(...told.slice(0, 12).map((text, p) =>
      h("button", { type: "button", onclick: () => session.set({ point: p }) }, text)));
    if (told.length > 12) points.append(h("span", { class: "note" }, `and ${told.length - 12} more; choose them in the data table`));
  }
  [...points.querySelectorAll("button")].forEach((b, p) => attribute(b, "aria-pressed", p === point));
  return all;
}

/** @param {Lab} lab @param {(l: number, u: number) => Spot} at @param {(place: Place, pin: boolean) => void} choose @param {boolean} labels */
function edgesOf(lab, at, choose, labels) {
  const found = [];
  /** @type {Map<number, Spot>} */
  const spots = labels ? room(lab, at) : new Map();
  for (let k = 0; k < lab.depth; k++) {
    const [m, n] = [lab.widths[k], lab.widths[k + 1]];
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
      const parameter = lab.places[k].weights + i * n + j;
      found.push(edge(lab, parameter, at(k, i), at(k + 1, j), spots.get(parameter) ?? null, choose));
    }
    for (let j = 0; lab.hasBiases && j < n; j++) found.push(bias(lab, lab.places[k].biases + j, at(k + 1, j), choose));
  }
  return found;
}

/** @typedef {{ x: number, y: number }} Spot */

/** @typedef {Spot & { wide: number, tall: number }} Box half as wide, half as tall */

/**
 * Where the label of each edge lies: on its edge, on no unit and on no other label, over as few other edges as can be,
 * so that it is seen whose it is, and the nearer the middle the better. One for which there is no room has no label.
 * @param {Lab} lab @param {(l: number, u: number) => Spot} at @returns {Map<number, Spot>}
 */
function room(lab, at) {
  const shares = Array.from({ length: 61 }, (_, i) => 0.5 + (i % 2 ? 0.01 : -0.01) * Math.ceil(i / 2));
  const units = lab.widths.flatMap((n, layer) => Array.from({ length: n }, (_, unit) => ({ layer, ...at(layer, unit) })));
  const fixed = units.map(({ x, y }) => ({ x, y, wide: R, tall: R }));
  for (const { layer, x, y } of units) {
    if (layer) fixed.push({ x, y: y + R + 10, wide: 42, tall: TALL });
    if (layer && lab.hasBiases) fixed.push({ x, y: y - R - 10, wide: 40, tall: TALL });
  }
  const edges = lab.places.flatMap(({ weights }, k) => Array.from({ length: lab.widths[k] * lab.widths[k + 1] }, (_, i) => {
    const n = lab.widths[k + 1], a = at(k, Math.floor(i / n)), b = at(k + 1, i % n);
    return { parameter: weights + i, a, b, wide: LETTER * (lab.parameters[weights + i].text.length + 1 + DIGITS) };
  })).sort((e, f) => Math.abs(e.a.y - e.b.y) - Math.abs(f.a.y - f.b.y));
  const offers = edges.map((edge) => {
    const { a, b, wide } = edge, near = edges.filter((other) => other !== edge && other.a.x === a.x);
    return shares.map((share) => ({ share, x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, wide, tall: TALL }))
      .filter((box) => !fixed.some((other) => overlap(box, other)))
      .map((box) => ({ ...box, cost: near.reduce((sum, other) => sum + inTheWay(other, box), Math.abs(box.share - 0.5)) }))
      .sort((one, two) => one.cost - two.cost);
  });
  return new Map(settled(offers).flatMap((box, i) => (box ? [[edges[i].parameter, box]] : [])));
}

/** @typedef {Box & { cost: number }} Offer */

/**
 * Of the offers to each label one, or none, so that no two overlap and they cost little: the labels choose in turn;
 * then each tries what costs it less, those that are in its way choosing anew, as long as that costs less in all.
 * @param {Offer[][]} offers @returns {(Offer | undefined)[]}
 */
function settled(offers) {
  const choose = (/** @type {(Offer | undefined)[]} */ taken, /** @type {number} */ i) => {
    taken[i] = offers[i].find((box) => !taken.some((other, k) => other && k !== i && overlap(box, other)));
  };
  const cost = (/** @type {(Offer | undefined)[]} */ taken) => taken.reduce((sum, box) => sum + (box?.cost ?? MISSING), 0);
  /** @type {(Offer | undefined)[]} */
  let best = offers.map(() => undefined);
  offers.forEach((_, i) => choose(best, i));
  for (let round = 0; round < 3; round++) {
    offers.forEach((boxes, i) => {
      for (const box of boxes) {
        if (box.cost >= (best[i]?.cost ?? MISSING)) break;
        const moved = best.map((other, k) => (k !== i && other && overlap(box, other) ? undefined : other));
        moved[i] = box;
        best.forEach((other, k) => { if (other && !moved[k]) choose(moved, k); });
        if (cost(moved) < cost(best)) best = moved;
      }
    });
  }
  return best;
}

/** @param {Box} one @param {Box} two */
const overlap = (one, two) => Math.abs(one.x - two.x) < one.wide + two.wide && Math.abs(one.y - two.y) < one.tall + two.tall;

/** What an edge counts for a label that lies there. @param {{ a: Spot, b: Spot }} edge @param {Box} box */
const inTheWay = (edge, box) => (crosses(edge, box) ? COVERED : crosses(edge, { ...box, tall: box.tall + 4 }) ? CLOSE : 0);

/** Whether an edge goes through a box. @param {{ a: Spot, b: Spot }} edge @param {Box} box */
function crosses({ a, b }, { x, y, wide, tall }) {
  const height = (/** @type {number} */ place) => a.y + ((b.y - a.y) * (Math.min(b.x, Math.max(a.x, place)) - a.x)) / (b.x - a.x) - y;
  const [left, right] = [height(x - wide), height(x + wide)];
  return Math.min(left, right) < tall && Math.max(left, right) > -tall;
}

/**
 * @param {Lab} lab @param {number} parameter @param {Spot} a @param {Spot} b @param {Spot | null} spot where its label sits
 * @param {(place: Place, pin: boolean) => void} choose
 */
function edge(lab, parameter, a, b, spot, choose) {
  const name = lab.parameters[parameter];
  const long = Math.hypot(b.x - a.x, b.y - a.y), ux = (b.x - a.x) / long, uy = (b.y - a.y) / long;
  const ends = { x1: a.x + ux * R, y1: a.y + uy * R, x2: b.x - ux * R, y2: b.y - uy * R };
  const line = svg("line", { ...ends, class: "wire" });
  const label = svg("text", { "aria-hidden": "true", x: spot?.x, y: (spot?.y ?? 0) + 4, "text-anchor": "middle", class: "weight" });
  const press = svg("g", places(choose, { kind: "parameter", parameter }), svg("line", { ...ends, class: "hit" }), line);
  const g = svg("g", { class: "edge" }, press);
  return { el: g, parameter, label: spot ? label : null, middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + 4 }, show: shower(g, press, name, parameter, (value) => {
    attribute(line, "style", value === null ? "stroke:var(--muted);stroke-width:1.5" : `stroke:var(--${value < 0 ? "blue" : "orange"});stroke-width:${(0.8 + 5 * Math.min(1, Math.abs(value) / 2)).toFixed(2)}${value < 0 ? ";stroke-dasharray:7 4" : ""}`);
    if (spot) setText(label, labelOf(name, value));
  }) };
}

/** @param {Lab} lab @param {number} parameter @param {{ x: number, y: number }} at @param {(place: Place, pin: boolean) => void} choose */
function bias(lab, parameter, at, choose) {
  const name = lab.parameters[parameter];
  const text = svg("text", { "aria-hidden": "true", x: at.x, y: at.y - R - 6, "text-anchor": "middle", class: "weight" });
  const press = svg("g", places(choose, { kind: "parameter", parameter }),
    svg("rect", { x: at.x - 40, y: at.y - R - 24, width: 80, height: 24, rx: 4, class: "hit" }));
  const g = svg("g", { class: "edge" }, press);
  return { el: g, parameter, label: text, middle: at, show: shower(g, press, name, parameter, (value) => setText(text, labelOf(name, value))) };
}

/** @param {SVGElement} g @param {SVGElement} press @param {Name} name @param {number} parameter @param {(value: number | null) => void} draw what draws a number, or that it is hidden */
function shower(g, press, name, parameter, draw) {
  let told = "";
  /** @type {number | null | undefined} */
  let before;
  return (/** @type {Float64Array | null} */ theta, /** @type {Values} */ values, /** @type {Set<string>} */ lit, /** @type {any} */ seen) => {
    const value = theta && theta[parameter];
    if (!Object.is(value, before)) draw(value);
    before = value;
    const codes = [name.code, `dL_d${name.code}`, `dJ_d${name.code}`, `${name.code}_new`];
    attribute(g, "class", codes.some((c) => lit.has(c)) ? "edge lit" : "edge");
    const gradient = seen(`dJ_d${name.code}`) ? `, gradient of J ${figure(values.get(`dJ_d${name.code}`), 4)}` : "";
    const now = `weight ${name.text} ${value === null ? "(hidden)" : `= ${figure(value, 4)}`}${gradient}`;
    if (now !== told) attribute(press, "aria-label", now);
    told = now;
  };
}

/** What makes a part of the picture something to choose; texts stand beside it, not in it, as its name says all. @param {(place: Place, pin: boolean) => void} choose @param {Place} place */
function places(choose, place) {
  return {
    tabindex: -1, role: "button", class: "press",
    onpointerenter: () => choose(place, false), onfocus: () => choose(place, false), onclick: () => choose(place, true),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      choose(place, true);
    },
  };
}

/** @param {Lab} lab @param {(l: number, u: number) => { x: number, y: number }} at @param {(place: Place, pin: boolean) => void} choose @param {string} hatch */
function unitsOf(lab, at, choose, hatch) {
  const layers = [lab.inputs, ...lab.units];
  return layers.flatMap((names, layer) => names.map((name, unit) => {
    const { x, y } = at(layer, unit);
    const before = layer ? lab.preactivations[layer - 1][unit] : name;
    const circle = svg("circle", { cx: x, cy: y, r: R });
    const title = svg("text", { "aria-hidden": "true", x, y: y - 8, "text-anchor": "middle", class: "unit-name" }, name.text);
    const value = svg("text", { "aria-hidden": "true", x, y: y + 8, "text-anchor": "middle" });
    const delta = svg("text", { "aria-hidden": "true", x, y: y + R + 14, "text-anchor": "middle", class: "delta answer" });
    const off = svg("text", { "aria-hidden": "true", x, y: y + 21, "text-anchor": "middle", class: "unit-off" });
    const press = svg("g", places(choose, { kind: "unit", layer, unit }), circle);
    const g = svg("g", { class: "unit" }, press, title, value, off, layer ? delta : null);
    const hidden = layer > 0 && layer < layers.length - 1;
    return { el: g, show(/** @type {import("../session.js").Session} */ session, /** @type {Values} */ values, /** @type {Set<string>} */ lit, /** @type {any} */ seen) {
      const p = session.state.point;
      const there = layer === 0 || seen(name.code, p), number = values.get(name.code, p);
      const shut = hidden && canBeOff(lab) && there && values.get(before.code, p) <= 0;
      setText(value, there ? short(number, 4) : "·");
      setText(off, shut ? "off" : "");
      attribute(circle, "style", `fill:${shut ? `url(#${hatch})` : hidden && there ? "var(--unit)" : "var(--paper)"};stroke:var(--ink)`);
      const back = `d${before.code}`;
      const delt = layer && seen(back, p) ? figure(values.get(back, p), 3) : "";
      setText(delta, delt ? `${back} ${delt}` : "");
      attribute(g, "class", [name.code, before.code, `d${name.code}`, back].some((c) => lit.has(c)) ? "unit lit" : "unit");
      attribute(press, "aria-label", `${layer ? "unit" : "input"} ${name.text}${there ? ` = ${figure(number, 4)}` : ""}${shut ? ", off" : ""}${delt ? `, ${back} = ${delt}` : ""}`);
    } };
  }));
}
