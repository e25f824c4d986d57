/** The network as a picture: values on units, weights on edges, what is off shown off, for one data point. */

import { figure } from "../core/figure.js";
import { attribute, h, newId, setText, svg } from "../dom.js";
import { known } from "../edit.js";
import { reads } from "../core/lab.js";
import { put } from "./draw.js";

const R = 30, MOST_LABELS = 60;
/** The room left of the inputs, right of the outputs, and there for biases, beyond the circles. */
const LEFT = 18, RIGHT = 18, BIAS = 84;
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
  const down = Math.max(84, Math.min(120, 480 / Math.max(...widths)));
  const beside = LEFT + 2 * R + (lab.hasBiases ? BIAS : RIGHT), labels = lab.parameters.length <= MOST_LABELS;
  const across = Math.max(labels ? 165 : 120, Math.min(200, (FILLS - beside) / lab.depth));
  const wide = Math.ceil(across * lab.depth + beside), high = down * Math.max(...widths) + 30;
  const at = (/** @type {number} */ layer, /** @type {number} */ unit) => ({
    x: LEFT + R + layer * across, y: high / 2 + (unit - (widths[layer] - 1) / 2) * down,
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
    setText(told, bare ? `${lab.parameters[bare.parameter].text} ${figure(session.theta[bare.parameter], 3)}` : "");
    if (bare) put(told, bare.middle);
  };
  roving(picture);
  const points = h("div", { class: "row points", role: "group", "aria-label": "Data point that is looked at" });
  const el = h("section", { class: "panel network-panel", "aria-label": "Network" }, h("h2", {}, "Network"), points, h("div", { class: "scroll" }, picture),
    h("p", { class: "note" }, "Width: size of a weight. Solid orange: positive; dashed blue: negative. Hatched units are off. Choose an edge or a unit for its numbers."));
  let shown = "";
  return {
    el,
    update() {
      const { state, values } = session, seen = known(session);
      shown = showPoints(points, session, shown);
      const lit = new Set(litNames(session));
      for (const edge of edges) edge.show(session.theta, values, lit, seen, state.point);
      for (const unit of units) unit.show(session, values, lit, seen);
      tell();
    },
  };
}

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

/** A number that fits into a unit. @param {number} value */
function short(value) {
  const text = figure(value, 4);
  return text.length > 8 ? value.toExponential(1).replace("e+", "e") : text;
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

/**
 * Where the label of each edge lies: along it, the nearer its middle the better, on no unit and on no other label.
 * Flat edges choose first, as steep ones have more places. One for which there is no room has no label.
 * @param {Lab} lab @param {(l: number, u: number) => Spot} at @returns {Map<number, Spot>}
 */
function room(lab, at) {
  const tall = 8, spots = new Map(), shares = Array.from({ length: 41 }, (_, i) => 0.5 + (i % 2 ? 0.01 : -0.01) * Math.ceil(i / 2));
  const units = lab.widths.flatMap((n, layer) => Array.from({ length: n }, (_, unit) => ({ layer, ...at(layer, unit) })));
  const taken = units.map(({ x, y }) => ({ x, y, wide: R, tall: R }));
  for (const { layer, x, y } of units) {
    if (layer) taken.push({ x, y: y + R + 10, wide: 42, tall });
    if (layer && lab.hasBiases) taken.push({ x: x + R + 40, y: y + R - 2, wide: 40, tall });
  }
  const edges = lab.places.flatMap(({ weights }, k) => Array.from({ length: lab.widths[k] * lab.widths[k + 1] }, (_, i) => {
    const n = lab.widths[k + 1], a = at(k, Math.floor(i / n)), b = at(k + 1, i % n);
    return { parameter: weights + i, a, b, wide: 3.3 * (lab.parameters[weights + i].text.length + 7) };
  }));
  for (const { parameter, a, b, wide } of edges.sort((e, f) => Math.abs(e.a.y - e.b.y) - Math.abs(f.a.y - f.b.y))) {
    const spot = shares.map((share) => ({ x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share - 2 }))
      .find((s) => !taken.some((t) => Math.abs(t.x - s.x) < t.wide + wide && Math.abs(t.y - s.y) < t.tall + tall));
    if (!spot) continue;
    spots.set(parameter, spot);
    taken.push({ ...spot, wide, tall });
  }
  return spots;
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
    attribute(line, "style", `stroke:var(--${value < 0 ? "blue" : "orange"});stroke-width:${(0.8 + 5 * Math.min(1, Math.abs(value) / 2)).toFixed(2)}${value < 0 ? ";stroke-dasharray:7 4" : ""}`);
    if (spot) setText(label, `${name.text} ${figure(value, 3)}`);
  }) };
}

/** @param {Lab} lab @param {number} parameter @param {{ x: number, y: number }} at @param {(place: Place, pin: boolean) => void} choose */
function bias(lab, parameter, at, choose) {
  const name = lab.parameters[parameter];
  const text = svg("text", { "aria-hidden": "true", x: at.x + R + 4, y: at.y + R + 2, class: "weight" });
  const press = svg("g", places(choose, { kind: "parameter", parameter }),
    svg("rect", { x: at.x + R - 2, y: at.y + R - 14, width: 74, height: 24, rx: 4, class: "hit" }));
  const g = svg("g", { class: "edge" }, press);
  return { el: g, parameter, label: text, middle: at, show: shower(g, press, name, parameter, (value) => setText(text, `${name.text} ${figure(value, 3)}`)) };
}

/** @param {SVGElement} g @param {SVGElement} press @param {Name} name @param {number} parameter @param {(value: number) => void} draw */
function shower(g, press, name, parameter, draw) {
  let before = NaN, told = "";
  return (/** @type {Float64Array} */ theta, /** @type {Values} */ values, /** @type {Set<string>} */ lit, /** @type {any} */ seen, /** @type {number} */ point) => {
    const value = theta[parameter];
    if (!Object.is(value, before)) draw(value);
    before = value;
    const codes = [name.code, `dL_d${name.code}`, `dJ_d${name.code}`, `${name.code}_new`];
    attribute(g, "class", codes.some((c) => lit.has(c)) ? "edge lit" : "edge");
    const gradient = seen(`dJ_d${name.code}`) ? `, gradient of J ${figure(values.get(`dJ_d${name.code}`), 4)}` : "";
    const now = `weight ${name.text} = ${figure(value, 4)}${gradient}`;
    if (now !== told) attribute(press, "aria-label", now);
    told = now;
    void point;
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
      const shut = hidden && lab.activation.pieces?.[0] === 0 && there && values.get(before.code, p) <= 0;
      setText(value, there ? short(number) : "·");
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
