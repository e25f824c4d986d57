/** Axes: where a number lies, and the round numbers that stand beside it. No DOM in here. */

import { figure } from "../core/figure.js";

/** Numbers beyond this have no place of their own. */
export const HIGHEST = 1e300;
const SMALLEST = 1e-300;
/** Labels below each other stand so many pixels apart at least, those beside each other `BESIDE`. */
const APART = 15;
export const BESIDE = 46;

/** @typedef {{ value: number, label: string, at: number }} Tick */
/** @typedef {{ kind: "linear" | "log" | "about 0", low: number, high: number, place: (value: number) => number, ticks: Tick[] }} Axis */

/** 1, 2 or 5 times a power of 10, so that about `count` of them make the span. @param {number} span @param {number} count */
export function roundStep(span, count) {
  const raw = Math.max(SMALLEST, Math.min(span, HIGHEST) / Math.max(1, count));
  const power = 10 ** Math.floor(Math.log10(raw)), share = raw / power;
  return (share <= 1.0000001 ? 1 : share <= 2.0000001 ? 2 : share <= 5.0000001 ? 5 : 10) * power;
}

/** @param {number} value */
const inside = (value) => (value !== value ? 0 : Math.max(-HIGHEST, Math.min(HIGHEST, value)));

/**
 * An axis with even steps from pixel `from` to `to`; `snap`: it begins and ends with a round number.
 * @param {number} low @param {number} high @param {number} from @param {number} to
 * @param {{ count?: number, snap?: boolean, whole?: boolean, apart?: number }} [options] @returns {Axis}
 */
export function linearAxis(low, high, from, to, { count = 5, snap = true, whole = false, apart = APART } = {}) {
  [low, high] = [Math.min(inside(low), inside(high)), Math.max(inside(low), inside(high))];
  const least = 1e-4 * Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (high - low < least) [low, high] = [low - least / 2, high + least / 2];
  const step = Math.max(whole ? 1 : 0, roundStep(high - low, count));
  const first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
  if (snap) [low, high] = [first * step, last * step];
  const span = high - low;
  const place = (/** @type {number} */ value) => Math.max(-1e5, Math.min(1e5, from + ((inside(value) - low) / span) * (to - from)));
  const digits = Math.max(6, Math.min(15, Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)))) - Math.floor(Math.log10(step)) + 1));
  const values = Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step).filter((v) => v >= low - 1e-9 * span && v <= high + 1e-9 * span);
  return { kind: "linear", low, high, place, ticks: marked(values, place, apart, digits) };
}

/**
 * A logarithmic axis; what is not above 0 lies at its lower end.
 * @param {number} low above 0 @param {number} high @param {number} from @param {number} to
 * @param {{ count?: number, apart?: number }} [options] @returns {Axis}
 */
export function logAxis(low, high, from, to, { count = 5, apart = APART } = {}) {
  const floor = Math.max(SMALLEST, inside(low)), top = Math.max(floor * 1.0001, inside(high));
  const values = top < 4 * floor ? between(floor, top, count) : decades(floor, top, count);
  const ends = [Math.log10(values[0]), Math.log10(values[values.length - 1])];
  const place = (/** @type {number} */ value) => {
    const share = value > 0 ? (Math.log10(Math.min(value, HIGHEST)) - ends[0]) / (ends[1] - ends[0]) : 0;
    return from + Math.max(0, Math.min(1, share)) * (to - from);
  };
  return { kind: "log", low: values[0], high: values[values.length - 1], place, ticks: marked(values, place, apart) };
}

/** Even steps, all above 0. @param {number} low @param {number} high @param {number} count */
function between(low, high, count) {
  const step = roundStep(high - low, count), first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
  const found = Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step);
  return found[0] > 0 ? found : [low, ...found.slice(1)];
}

/** Powers of 10, with their doubles and fives where there is room. @param {number} low @param {number} high @param {number} count */
function decades(low, high, count) {
  const first = Math.floor(Math.log10(low) + 1e-9), last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(1, count)));
  /** @type {number[]} */
  const found = [];
  for (let k = first; k < last + stride; k += stride) {
    const power = Number(`1e${Math.min(300, k)}`);
    for (const times of (last - first) * 3 <= count * 1.6 ? [1, 2, 5] : [1]) found.push(times * power);
  }
  const begin = found.filter((v) => v <= low * (1 + 1e-9)).length - 1, end = found.findIndex((v) => v >= high * (1 - 1e-9));
  return found.slice(Math.max(0, begin), end < 0 ? undefined : end + 1);
}

/**
 * Logarithmic on both sides of 0, linear near it, up to about `near`.
 * @param {number} low @param {number} high @param {number} near @param {number} from @param {number} to @returns {Axis}
 */
export function axisAboutZero(low, high, near, from, to) {
  [low, high] = [Math.min(inside(low), 0), Math.max(inside(high), 0)];
  near = Math.max(SMALLEST, 1e-100 * Math.max(-low, high), inside(near));
  high = Math.max(high, near);
  const bend = (/** @type {number} */ v) => Math.sign(v) * Math.log10(1 + Math.abs(inside(v)) / near);
  const ends = [bend(low), bend(high)];
  const place = (/** @type {number} */ value) =>
    from + Math.max(0, Math.min(1, (bend(value) - ends[0]) / (ends[1] - ends[0]))) * (to - from);
  const values = [0];
  for (let k = Math.ceil(Math.log10(near)); k <= 300 && Number(`1e${k}`) <= Math.max(-low, high); k++) {
    const power = Number(`1e${k}`);
    if (power <= high) values.push(power);
    if (-power >= low) values.unshift(-power);
  }
  return { kind: "about 0", low, high, place, ticks: marked(values, place, APART) };
}

/** Ticks whose labels do not meet: those nearest to 0 and to the ends stay. @param {number[]} values @param {(v: number) => number} place @param {number} apart @param {number} [digits] */
function marked(values, place, apart, digits = 6) {
  /** @type {Tick[]} */
  const found = [];
  const order = values.includes(0) ? [0, ...values.filter((v) => v > 0), ...values.filter((v) => v < 0).reverse()] : values;
  for (const value of order) {
    const at = place(value);
    if (found.every((tick) => Math.abs(tick.at - at) >= apart)) found.push({ value, label: figure(value, digits), at });
  }
  return found.sort((a, b) => a.value - b.value);
}
