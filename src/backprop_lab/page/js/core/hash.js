/** The state as the hash of a link, to the bit, and back: #v=1&lab=handout&seed=7&rate=0.005. */

import { exact } from "./figure.js";
import { fromRecord, KINDS, longest, toRecord } from "./record.js";

const VERSION = "1";
/** These are written even where they are the first state's. */
const ALWAYS = ["lab", "seed", "theta", "rate"];
const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The hash of a state. What is as in `first` is left out.
 * @param {Lab} lab @param {State} state @param {State | null} [first] @returns {string}
 */
export function toHash(lab, state, first = null) {
  const usual = first && toRecord(lab, first, true), parts = [`v=${VERSION}`];
  for (const [key, value] of toRecord(lab, state, true)) {
    const text = write(key, value);
    if (usual && !ALWAYS.includes(key) && write(key, usual.get(key)) === text) continue;
    parts.push(`${key}=${encodeURIComponent(text).replace(/%(3A|2C|3B)/g, decodeURIComponent)}`);
  }
  return `#${parts.join("&")}`;
}

/**
 * The state of a hash, what it leaves out taken from `first`; a sentence where it is none.
 * @param {Lab} lab @param {string} text @param {State} first @returns {State | string}
 */
export function fromHash(lab, text, first) {
  const most = longest(lab, first);
  if (text.length > most) return `The link must have at most ${most} characters; got ${text.length}.`;
  /** @type {Map<string, any>} */
  const record = new Map();
  let version = null;
  for (const part of text.replace(/^#/, "").split("&")) {
    const read = readPart(part);
    if (typeof read === "string") return read;
    const [key, value] = read;
    if (record.has(key) || (key === "v" && version !== null)) return `The link has the key ${key} twice.`;
    if (key === "v") version = value;
    else record.set(key, value);
  }
  if (version !== VERSION) return `The link must have v=${VERSION}; got ${version === null ? "no version" : `version ${version.slice(0, 20)}`}.`;
  const state = fromRecord(lab, record, first);
  return typeof state === "string" ? `The link cannot be used: ${state}` : state;
}

/** @param {string} part @returns {[string, any] | string} */
function readPart(part) {
  const cut = part.indexOf("=");
  if (cut < 1) return `The link must be made of key=value, parted by &; got ${JSON.stringify(part.slice(0, 40))}.`;
  let key, text;
  try {
    [key, text] = [decodeURIComponent(part.slice(0, cut)), decodeURIComponent(part.slice(cut + 1))];
  } catch {
    return `The link has a % that stands for no character, in ${JSON.stringify(part.slice(0, 40))}.`;
  }
  if (!Object.hasOwn(KINDS, key)) return [key, text];
  const value = read(key, text);
  return value === undefined ? `The link must have ${FORMS[KINDS[key]]} for ${key}; got ${JSON.stringify(text.slice(0, 40))}.` : [key, value];
}

/** @type {Record<string, string>} */
const FORMS = {
  text: "a text", number: "a number", truth: "0 or 1", list: "numbers parted by commas",
  table: "points parted by semicolons, their numbers by commas", words: "words parted by commas",
  runs: "runs parted by ~, each seed;rate;steps;method;theta;start", gaps: "numbers, or nothing in place of some, parted by commas",
};

/** @param {string} key @param {any} value @returns {string} */
function write(key, value) {
  switch (KINDS[key]) {
    case "number": return number(value);
    case "truth": return value ? "1" : "0";
    case "list": return value.map(number).join(",");
    case "table": return value.map((/** @type {number[]} */ row) => row.map(number).join(",")).join(";");
    case "words": return value.join(",");
    case "runs": return value.map(writeRun).join("~");
    case "gaps": return value.map((/** @type {number | null} */ v) => (v === null ? "" : number(v))).join(",");
    default: return value;
  }
}

/** The value of a text, undefined where it is none. @param {string} key @param {string} text @returns {any} */
function read(key, text) {
  switch (KINDS[key]) {
    case "number": return readNumber(text);
    case "truth": return text === "1" ? true : text === "0" ? false : undefined;
    case "list": return readList(text);
    case "table": return all(text.split(";").map(readList));
    case "words": return text ? text.split(",") : [];
    case "runs": return text ? all(text.split("~").map(readRun)) : [];
    case "gaps": return text ? all(text.split(",").map((part) => (part ? readNumber(part) : null))) : [];
    default: return text;
  }
}

/** The exact text, without the plus that some programs take for a space. @param {number} value */
const number = (value) => exact(value).replace("+", "");
/** @param {string} text */
const readNumber = (text) => (NUMBER.test(text) && isFinite(Number(text)) ? Number(text) : undefined);
/** @param {string} text */
const readList = (text) => all(text.split(",").map(readNumber));
/** The list where none of it is undefined. @template T @param {(T | undefined)[]} list */
const all = (list) => (list.includes(undefined) ? undefined : /** @type {T[]} */ (list));

/** @param {import("./record.js").Row} row */
function writeRun({ seed = "", start = "", rate, steps, method, theta = [] }) {
  return [seed, number(rate), number(steps), method, theta.map(number).join(","), start].join(";").replace(/;+$/, "");
}

/** @param {string} text */
function readRun(text) {
  const [seed, rate, steps, method, theta, start, ...more] = text.split(";");
  if (method === undefined || more.length) return undefined;
  const row = { rate: readNumber(rate), steps: readNumber(steps), method, ...(seed ? { seed } : {}), ...(start ? { start } : {}) };
  if (row.rate === undefined || row.steps === undefined) return undefined;
  if (theta === undefined || (theta === "" && start)) return row;
  const list = readList(theta);
  return list && { ...row, theta: list };
}
