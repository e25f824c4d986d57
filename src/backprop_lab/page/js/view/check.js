/** The gradient against differences: for every parameter both, the nearest kink, and a verdict; also on the user's own. */

import { exact, figure } from "../core/figure.js";
import { probe } from "../core/probe.js";
import { attribute, button, entry, h, newId, setText } from "../dom.js";
import { withLabel } from "./field.js";

const HEAD = ["parameter", "gradient", "central difference", "step", "nearest kink", "one-sided", "verdict", "your value", "verdict on yours"];
/** From this column on the table is about what the user types. */
const YOURS = 7;
/** A check that takes longer, in milliseconds, waits until nothing has changed for REST. */
const QUICK = 6, REST = 120;

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../core/probe.js").Probe} Probe */

/** @param {Session} session @returns {import("../session.js").View} */
export function checkView(session) {
  const { lab } = session;
  const say = (/** @type {(number | null)[]} */ yours) => session.set({ yours: yours.some((value) => value !== null) ? yours : [] });
  const rows = lab.parameters.map((name, i) => probeRow(name, (value) => say(rows.map((_, k) => (k === i ? value : session.state.yours[k] ?? null)))));
  const summary = h("p", { class: "summary", role: "status" }), where = h("p", { class: "note" });
  const all = entry({ label: "Your whole gradient", value: "", mode: "text", size: 28, apply: (text) => {
    const numbers = text ? readAll(text) : [];
    if (text && numbers.length !== rows.length) return `${rows.length} numbers are needed, one for each parameter in the order of the table; got ${numbers.length}.`;
    if (!numbers.every(isFinite)) return "The numbers must be finite.";
    say(numbers);
  } });
  const clear = button("Clear yours", () => { all.show(""); rows.forEach((row) => row.type("")); say([]); });
  const mistake = h("p", { class: "note yours", role: "status", hidden: true }, "Where yours disagree, the command ", h("code", {}, "backprop-lab check my_lab.py"), " names the mistake in your program and its line.");
  const table = h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Gradient and differences" }, h("table", {},
      h("thead", {}, h("tr", {}, ...HEAD.map((text, i) => h("th", { scope: "col", class: i < YOURS ? "" : "yours" }, text)))), h("tbody", {}, ...rows.map((row) => row.el))));
  const el = h("div", { class: "check-gradient" }, h("p", {}, explained(lab)), where, summary, table, h("div", { class: "row yours" }, withLabel("Your whole gradient", all), clear), mistake);
  /** @type {any[]} */
  let seen = [];
  let timer = 0, cost = 0;
  const work = () => {
    if (session.busy) return void (timer = setTimeout(work, REST));
    const started = performance.now(), { engine, theta, state } = session, { yours } = state, own = probe(engine, theta);
    const claimed = yours.length ? probe(engine, theta, yours.map((v, i) => v ?? own[i].gradient)) : own;
    rows.forEach((row, i) => row.show(own[i], (yours[i] ?? null) === null ? "" : claimed[i].verdict));
    attribute(mistake, "hidden", !yours.some((value, i) => (value ?? null) !== null && claimed[i].verdict === "disagrees"));
    setText(where, `Checked at step ${state.at} of the descent, for J over ${state.x.length} point${state.x.length === 1 ? "" : "s"}.`);
    setText(summary, told(own.map((one) => one.verdict)));
    attribute(el, "aria-busy", null);
    cost = performance.now() - started;
  };
  const update = () => {
    if (el.closest("details")?.open === false) return;
    const { state: { predict, cursor, yours } } = session, secret = predict && cursor >= 0, now = [session.engine, session.theta, yours];
    rows.forEach((row, i) => row.type(textOf(yours[i])));
    all.show(yours.length && yours.every((value) => value !== null) ? yours.map(textOf).join(", ") : "");
    attribute(table, "hidden", secret);
    attribute(summary, "hidden", secret);
    if (secret) setText(where, "Hidden as long as the next number is to be predicted.");
    if (secret) { seen = []; return clearTimeout(timer); }
    if (now.every((part, i) => part === seen[i])) return;
    seen = now;
    clearTimeout(timer);
    if (cost < QUICK) return work();
    attribute(el, "aria-busy", "true");
    timer = setTimeout(work, REST);
  };
  return { el, update };
}

/** @param {Lab} lab */
function explained({ activation: { name, pieces }, loss, output, depth }) {
  const bent = pieces === null && depth > 1, polynomial = !bent && output.name === "identity" && loss === "squared_error";
  const exactly = polynomial ? "Between kinks J is a parabola along each parameter, so a central difference is exact there but for rounding."
    : "A central difference is off by how much J bends within its step, and by rounding; both are reckoned with.";
  if (bent || pieces?.[0] === pieces?.[1]) return `${exactly} ${name} has no kink.`;
  return `${exactly} "At a kink" means that a preactivation is exactly 0: J then has a derivative on either side, and any value ` +
    `that some slope from ${figure(Number(pieces?.[0]))} to ${figure(Number(pieces?.[1]))} gives is right.`;
}

/** How many of each verdict. @param {Probe["verdict"][]} verdicts */
function told(verdicts) {
  const of = (/** @type {Probe["verdict"]} */ one) => verdicts.filter((v) => v === one).length;
  /** @type {[Probe["verdict"], string][]} */
  const words = [["agrees", "agree"], ["disagrees", "disagree"], ["at a kink", "at a kink"], ["cannot tell", "cannot tell"]];
  const parts = words.filter(([one]) => of(one)).map(([one, plural]) => `${of(one)} ${of(one) === 1 ? one : plural}`);
  return `${verdicts.length} parameters: ${parts.join(", ")}.`;
}

/** Every number in a text such as [1.5, -2e-3 nan]. @param {string} text */
const readAll = (text) => (text.match(/[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/gi) ?? []).map(Number);

/** @param {number | null | undefined} value */
const textOf = (value) => (typeof value === "number" ? exact(value) : "");

/** @param {Name} name @param {(value: number | null) => void} say hears what the user says, null for nothing */
function probeRow(name, say) {
  const cells = Array.from({ length: 6 }, () => h("td")), judged = h("td", { class: "yours" }), id = newId("verdict");
  const field = entry({ label: `Your value for ${name.text}`, value: "", size: 12, apply: (text) => {
    const numbers = text ? readAll(text) : [];
    if (text && (numbers.length !== 1 || !isFinite(numbers[0]))) return `This must be one finite number; got ${text}.`;
    say(numbers[0] ?? null);
  } });
  const el = h("tr", {}, h("th", { scope: "row" }, name.text), ...cells, h("td", { class: "yours" }, field.el), judged);
  attribute(judged, "id", id);
  attribute(field.field, "aria-describedby", `${field.field.getAttribute("aria-describedby")} ${id}`);
  return {
    el,
    /** @param {string} text */
    type(text) { field.show(text); },
    /** @param {Probe} found @param {string} verdict on the user's value */
    show({ gradient, difference, step, distance, left, right, verdict: own }, verdict) {
      const sides = distance === 0 ? `${figure(left, 8)} left, ${figure(right, 8)} right` : "";
      const told = [figure(gradient, 10), difference === difference ? figure(difference, 10) : "none", figure(step, 3), distance === 0 ? "0, at a kink" : distance === Infinity ? "none" : figure(distance, 4), sides, own];
      told.forEach((text, k) => setText(cells[k], text));
      attribute(cells[5], "data-verdict", own);
      setText(judged, verdict);
      attribute(judged, "data-verdict", verdict || null);
    },
  };
}
