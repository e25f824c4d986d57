/** The state as a file, all of it, and back: JSON with the keys of a link. */

import { fromRecord, longest, toRecord } from "./record.js";
import { isTable } from "./state.js";

const MARK = "backprop-lab page", VERSION = 1;

/** @param {Lab} lab @param {State} state @returns {string} */
export function toFile(lab, state) {
  const lines = [...toRecord(lab, state)].map(([key, value]) => `  ${JSON.stringify(key)}: ${json(value)}`);
  return `{\n${[`  ${JSON.stringify(MARK)}: ${VERSION}`, ...lines].join(",\n")}\n}\n`;
}

/** The state of a file; a sentence where it is none. @param {Lab} lab @param {string} text @param {State} first @returns {State | string} */
export function fromFile(lab, text, first) {
  const most = 2 * longest(lab, first);
  if (text.length > most) return `The file must have at most ${most} characters; got ${text.length}.`;
  let content;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return "The file must be JSON, as this page saves it; got something else.";
  }
  if (!isTable(content) || !Object.hasOwn(content, MARK)) return "The file must be one that this page saved; it does not say so.";
  const { [MARK]: version, ...rest } = content;
  if (version !== VERSION) return `The file must be of version ${VERSION}; got ${String(JSON.stringify(version)).slice(0, 20)}.`;
  const state = fromRecord(lab, new Map(Object.entries(rest)), first);
  return typeof state === "string" ? `The file cannot be used: ${state}` : state;
}

/** JSON in which -0 is -0. @param {any} value @returns {string} */
function json(value) {
  if (Object.is(value, -0)) return "-0";
  if (Array.isArray(value)) return `[${value.map(json).join(", ")}]`;
  if (!isTable(value)) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${json(part)}`).join(", ")}}`;
}
