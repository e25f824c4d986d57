/** The state as what runs elsewhere: a command, Python with this package, plain NumPy, a table. */

import { exact } from "./figure.js";
import { asLabFile, float, methodText, startText } from "./labfile.js";
import { readMethod } from "./method.js";
import { seedText } from "./record.js";
import { follows, same } from "./state.js";

/** Labs that the package knows by their names. */

/** Whether the package has this lab with these data, so that no file is needed. @param {Lab} lab @param {State} state @param {State} first */
export function isBuiltin(lab, state, first) {
  return lab.builtin && sameRows(state.x, first.x) && sameRows(state.y, first.y);
}

/** What the lab's file is called. @param {Lab} lab */
export const labFileName = (lab) => `${lab.name}.toml`;

/**
 * The command line of this run. Where the data are no longer a lab's of the package, it names the file of `asLabFile`.
 * @param {Lab} lab @param {State} state @param {State} first @returns {string}
 */
export function asCommand(lab, state, first) {
  const file = labFileName(lab);
  const words = ["backprop-lab", "run", isBuiltin(lab, state, first) ? lab.name : file.startsWith("-") ? `./${file}` : file];
  const seed = namedSeed(lab, state);
  if (seed) words.push("--seed", seedText(seed), "--start", startText(state));
  else words.push(`--theta=${state.theta.map(exact).join(",")}`);
  words.push("--rate", exact(state.rate), "--steps", String(state.steps), "--method", methodText(state));
  return words.filter((word, i) => !(i === 2 && word === "handout")).map(quoted).join(" ");
}

/** A script with this package; `made.values` are J at every step. @param {Lab} lab @param {State} state @param {State} first */
export function asPython(lab, state, first) {
  const known = isBuiltin(lab, state, first);
  const head = known ? "from backprop_lab import load_lab, run\n\n" : "from backprop_lab import run\nfrom backprop_lab.lab import from_toml\n\n";
  const made = known ? `load_lab("${lab.name}")` : `from_toml("""\n${asLabFile(lab, state).replaceAll("\\", "\\\\")}""")`;
  const seed = namedSeed(lab, state), whole = (/** @type {string} */ text) => BigInt(text).toString();
  const start = seed ? `seed=${whole(seed.seed)}, index=${whole(seed.index)}, start="${startText(state)}"` : `theta=${list(state.theta)}`;
  return `${head}lab = ${made}
made = run(lab, ${start}, rate=${float(state.rate)}, steps=${state.steps}, method="${methodText(state)}")
print(made.outcome.name, "at step", made.outcome.step)
print("J =", made.values[-1])
`;
}

/** A program in plain NumPy; it prints the last J, and leaves `values`, J at every step, and `theta`. @param {Lab} lab @param {State} state */
export function asNumpy(lab, state) {
  const method = /** @type {Method} */ (readMethod(state.method));
  /** @type {Record<string, string>} */
  const numbers = {
    theta: list(state.theta), x: table(state.x), y: table(state.y), rate: float(state.rate), steps: String(state.steps),
    numbers: method.numbers.map(float).join(", "),
  };
  const { program } = lab;
  return (program.objective + program.start + program[method.name]).replace(/@(\w+)@/g, (_, name) => numbers[name]);
}

/** Every state of the descent as a row of a CSV file (RFC 4180), numbers exact; a cell is empty where nothing is worked out. */
/** @param {import("../session.js").Session} session @returns {string} */
export function asCsv({ lab, history, sharpness }) {
  const head = ["step", "J", "gradient norm", "sharpness", ...lab.parameters.map((name) => name.text)];
  const rows = history.thetas.map((theta, t) => [
    String(t), exact(history.values[t]), exact(history.norms[t]), isNaN(sharpness[t]) ? "" : exact(sharpness[t]), ...Array.from(theta, exact),
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** The seed where it gives theta to the bit. @param {Lab} lab @param {State} state */
const namedSeed = (lab, state) => (state.seed && follows(lab, state.start, state.seed, state.theta) ? state.seed : null);
/** @param {number[][]} a @param {number[][]} b */
const sameRows = (a, b) => a.length === b.length && a.every((row, i) => same(row, b[i]));
/** @param {ArrayLike<number>} numbers */
const list = (numbers) => `[${Array.from(numbers, float).join(", ")}]`;
/** @param {number[][]} rows */
const table = (rows) => `[${rows.map(list).join(", ")}]`;
/** @param {string} text */
const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** A word of a command as a shell takes it. @param {string} word */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
