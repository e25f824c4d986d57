/** Curves as the text of an SVG path: one string a curve, thinned to the pixels where there are more states. */

/** How many states are drawn one by one. */
const MOST = 800;

/**
 * How series look: a colour, a dash and a marker each, so that no two differ by colour alone.
 * @typedef {{ colour: string, dash: string, marker: string }} Pen
 * @type {Pen[]}
 */
export const PENS = [
  { colour: "var(--blue)", dash: "", marker: "circle" },
  { colour: "var(--orange)", dash: "7 3", marker: "square" },
  { colour: "var(--green)", dash: "2 3", marker: "triangle" },
  { colour: "var(--pink)", dash: "9 3 2 3", marker: "diamond" },
  { colour: "var(--ink)", dash: "4 2", marker: "cross" },
  { colour: "var(--orange)", dash: "1 4", marker: "triangle" },
  { colour: "var(--green)", dash: "12 4", marker: "square" },
  { colour: "var(--pink)", dash: "3 2 3 6", marker: "circle" },
];

/** @param {number} i */
export const penOf = (i) => PENS[i < PENS.length ? i : 1 + ((i - 1) % (PENS.length - 1))];

/** @param {number} v a place in pixels, as short as the eye needs */
export const px = (v) => Math.round(v * 10) / 10;

/**
 * The curve of values over their index; a gap where a value is none. Of more than MOST values those of
 * one pixel column are its first, least, greatest and last.
 * @param {ArrayLike<number>} values @param {(t: number) => number} across @param {(v: number) => number} up
 */
export function curve(values, across, up) {
  /** @type {(string | number)[]} */
  const parts = [];
  const n = values.length;
  let pen = "M";
  const go = (/** @type {number} */ t) => {
    if (values[t] !== values[t]) {
      pen = "M";
      return;
    }
    parts.push(pen, px(across(t)), " ", px(up(values[t])));
    pen = "L";
  };
  if (n <= MOST) {
    for (let t = 0; t < n; t++) go(t);
    if (parts.length === 4) parts.push("h0");
    return parts.join("");
  }
  for (let t = 0; t < n; ) {
    const column = Math.floor(across(t));
    const first = t;
    let least = t, most = t;
    for (; t < n && Math.floor(across(t)) === column; t++) {
      if (values[t] < values[least] || values[least] !== values[least]) least = t;
      if (values[t] > values[most] || values[most] !== values[most]) most = t;
    }
    for (const at of [...new Set([first, least, most, t - 1])].sort((a, b) => a - b)) go(at);
  }
  return parts.join("");
}

/** A marker's outline. @param {string} marker @param {number} x @param {number} y @param {number} r */
export function mark(marker, x, y, r) {
  [x, y] = [px(x), px(y)];
  if (marker === "square") return `M${px(x - r)} ${px(y - r)}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (marker === "triangle") return `M${x} ${px(y - 1.2 * r)}l${px(1.2 * r)} ${px(2.1 * r)}h${px(-2.4 * r)}z`;
  if (marker === "diamond") return `M${x} ${px(y - 1.4 * r)}l${px(1.4 * r)} ${px(1.4 * r)}l${px(-1.4 * r)} ${px(1.4 * r)}l${px(-1.4 * r)} ${px(-1.4 * r)}z`;
  if (marker === "cross") return `M${px(x - r)} ${px(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}z`;
  return `M${px(x - r)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}

/**
 * A few markers on a curve, each series at places of its own, so that curves on one another are all seen.
 * @param {string} marker @param {ArrayLike<number>} values @param {number} series
 * @param {(t: number) => number} across @param {(v: number) => number} up
 */
export function marksAlong(marker, values, series, across, up) {
  const parts = [], last = values.length - 1, places = new Set();
  for (let k = 0; k < 5; k++) places.add(Math.round(last * Math.min(1, (k + 0.15 + 0.22 * (series % 4)) / 5)));
  for (const t of places) if (values[t] === values[t]) parts.push(mark(marker, across(t), up(values[t]), 3));
  return parts.join("");
}

/** A text in lines of so many letters at most, broken at spaces. @param {string} text @param {number} most @returns {string[]} */
export function wrapped(text, most) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 1 + word.length <= most) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
