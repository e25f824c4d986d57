/** What is looked at as a LaTeX document: every step in symbols, in numbers and its result, and the ledger. */

import { figure } from "./figure.js";
import { writeName } from "./name.js";
import { seedText } from "./record.js";
import { asNames, asNumbers, write, writeNumber } from "./write.js";

/** Of longer stories only the data point that is looked at is written. */
const MOST_STEPS = 3000;
/** Columns and rows of one table of the ledger. */
const COLUMNS = 8, ROWS = 36;
const ACCENTED = /[À-ÅÇ-ÏÑ-ÖØ-ÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœßÆ]/;

/** @param {import("../session.js").Session} session @returns {string} */
export function asLatex(session) {
  const parts = [...begin(session), ...given(session), ...sections(session), "\\section*{Ledger}", ...ledger(session)];
  const letters = parts.filter((part) => !part.includes("tabular")).flatMap((part) => part.split("\\\\").map(width));
  const wide = Math.round(Math.min(5000, Math.max(210, 60 + 2.2 * Math.max(...letters))));
  return `\\documentclass{article}
\\usepackage{amsmath}
\\usepackage[paperwidth=${wide}mm,paperheight=297mm,margin=20mm]{geometry}
\\allowdisplaybreaks
\\setlength{\\parindent}{0pt}
\\renewcommand{\\arraystretch}{1.4}
\\begin{document}
${parts.join("\n")}
\\end{document}
`;
}

/** @param {import("../session.js").Session} session */
function begin({ lab, state, history }) {
  const from = state.seed ? `start ${seedText(state.seed)} (${state.start})` : "a start by hand";
  return [
    `\\section*{${words(lab, lab.title || lab.name)}}`,
    words(lab, `Lab ${lab.name}, ${from}, ${state.method} at rate ${figure(state.rate)}: the state after ${state.at} of ${history.last} steps.`),
    "Numbers are rounded to six digits; $\\approx$ says where that changes one.",
  ];
}

/** Data and theta. @param {import("../session.js").Session} session */
function given(session) {
  const { lab, state, theta } = session, style = lab.styles.latex;
  const data = shownPoints(session).flatMap((p) => [...lab.inputs, ...lab.outputs].map((name, i) =>
    `${named(session, name, p)} &${equals([...state.x[p], ...state.y[p]][i])} ${writeNumber([...state.x[p], ...state.y[p]][i], style)[0]}`));
  const start = lab.parameters.map((name, i) => `${named(session, name, null)} &${equals(theta[i])} ${writeNumber(theta[i], style)[0]}`);
  return ["\\section*{Data}", aligned(data), "\\section*{Parameters}", aligned(start)];
}

/** The points that are written. @param {import("../session.js").Session} session @returns {number[]} */
function shownPoints({ story, state }) {
  return story.length > MOST_STEPS ? [state.point] : state.x.map((_, p) => p);
}

/** A section for each data point, the sum and the update. @param {import("../session.js").Session} session */
function sections(session) {
  const { story, lab } = session, points = shownPoints(session);
  /** @type {Map<string, Step[]>} */
  const groups = new Map();
  for (const step of story) {
    if (step.point !== null && !points.includes(step.point)) continue;
    const title = step.point === null ? step.phase : `Point ${step.point + 1}: ${step.phase}`;
    groups.set(title, [...(groups.get(title) ?? []), step]);
  }
  return [...groups].flatMap(([title, steps]) => [
    `\\section*{${words(lab, title[0].toUpperCase() + title.slice(1))}}`,
    aligned(steps.map((step) => equation(session, lab.styles.latex, step))),
  ]);
}

/** Symbols, numbers, result, one under the other. @param {import("../session.js").Session} session @param {Style} style @param {Step} step */
function equation(session, style, step) {
  const { lab, values } = session, result = values.get(step.name.code, step.point);
  const symbols = write(step.tree, style, asNames(style, lab.greek)), numbers = write(step.tree, style, asNumbers(style, values));
  const last = writeNumber(result, style)[0], rows = [`${named(session, step.name, step.point)} &= ${ascii(lab, symbols)}`];
  if (numbers !== last && numbers !== symbols) rows.push(`&${isRounded(step.tree, values) ? "\\approx" : "="} ${numbers}`);
  if (last !== symbols) rows.push(`&${equals(result)} ${last}`);
  return rows.join(" \\\\\n");
}

/** Every number of every data point, and what is added up. @param {import("../session.js").Session} session */
function ledger(session) {
  const { lab, values } = session, points = shownPoints(session), style = lab.styles.latex;
  const totals = new Map([["L", "J"], ...lab.parameters.map((name) => /** @type {[string, string]} */ ([`dL_d${name.code}`, `dJ_d${name.code}`]))]);
  const tables = [];
  for (let c = 0; c < points.length; c += COLUMNS) {
    const part = points.slice(c, c + COLUMNS), last = c + COLUMNS >= points.length;
    const head = ["", ...part.map((p) => `point ${p + 1}`), ...(last ? ["$J$"] : [])].join(" & ");
    const number = (/** @type {number} */ value) => `$${writeNumber(value, style)[0]}$`;
    const rows = lab.point.map(({ name }) => {
      const total = totals.get(name.code);
      const cells = part.map((p) => number(values.get(name.code, p)));
      return [`$${named(session, name, null)}$`, ...cells, ...(last ? [total ? number(values.get(total)) : ""] : [])].join(" & ");
    });
    for (let r = 0; r < rows.length; r += ROWS) {
      const body = [head, "\\hline", ...rows.slice(r, r + ROWS)].join(" \\\\\n").replace("\\hline \\\\", "\\hline");
      tables.push(`\\begin{tabular}{l${"r".repeat(part.length)}${last ? "|r" : ""}}\n${body}\n\\end{tabular}\n`);
    }
  }
  return tables;
}

/** @param {import("../session.js").Session} session @param {Name} name @param {number | null} point */
function named({ lab }, name, point) {
  return ascii(lab, writeName(name, lab.styles.latex, lab.greek, point));
}

/** @param {string[]} equations */
const aligned = (equations) => `\\begin{align*}\n${equations.join(" \\\\[2pt]\n")}\n\\end{align*}`;
/** @param {number} value */
const isExact = (value) => value !== value || Number(figure(value, 6)) === value || !isFinite(value);
/** @param {number} value */
const equals = (value) => (isExact(value) ? "=" : "\\approx");

/** Whether a number that the tree reads is rounded where it is written. @param {Tree} tree @param {Values} values @returns {boolean} */
function isRounded(tree, values) {
  if (tree.kind === "name") return !isExact(values.get(tree.name.code, tree.point));
  return tree.kind === "node" && tree.args.some((arg) => isRounded(arg, values));
}

/** About how many characters a row is wide. @param {string} row */
const width = (row) => row.replace(/\\[a-z]+/gi, "x").replace(/[\\{}&^_]/g, "").length;

/** Letters beyond ASCII as LaTeX has them: Greek by name, others by their number. @param {Lab} lab @param {string} formula */
function ascii(lab, formula) {
  const greek = Object.entries(lab.greek);
  return formula.replace(/[^\x00-\x7F]/gu, (sign) => {
    const found = greek.find(([, letter]) => letter === sign);
    return found ? `{\\${found[0]}}` : `\\mathrm{u${/** @type {number} */ (sign.codePointAt(0)).toString(16)}}`;
  });
}

/** @type {Record<string, string>} */
const SIGNS = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "$<$", ">": "$>$", "|": "$|$" };

/** Plain words as LaTeX; signs that it has not become a question mark. @param {Lab} lab @param {string} text */
function words(lab, text) {
  return [...text.normalize("NFC")].map((sign) => {
    if (Object.values(lab.greek).includes(sign)) return `$${ascii(lab, sign)}$`;
    if (SIGNS[sign]) return SIGNS[sign];
    if (/[{}%$#&_]/.test(sign)) return `\\${sign}`;
    return /[ -~–—‘’“”]/.test(sign) || ACCENTED.test(sign) ? sign : /\s/.test(sign) ? " " : "?";
  }).join("");
}
