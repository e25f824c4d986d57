/** Names: the same data as in Python, and how a style sets them. */

/**
 * @param {string} letter @param {string} [index] @param {Name["over"]} [over] @param {Name["mark"]} [mark]
 * @param {string} [memory] @returns {Name}
 */
export function makeName(letter, index = "", over = "", mark = "", memory = "") {
  let text = letter + index;
  if (over) text = over === "d" ? `d${text}` : `d${over}_d${text}`;
  if (memory) text = `${memory}_${text}`;
  if (mark) text = `${text}_${mark}`;
  return { letter, index, over, mark, memory, text, code: text.replaceAll(",", "_") };
}

/** The same name, said of another quantity. @param {Name} name @param {Name} of @returns {Name} */
export function saidOf(name, of) {
  return makeName(of.letter, of.index, name.over, name.mark, name.memory);
}

/** The derivative of L or J in a parameter, or "d" of a quantity. @param {Name} name @param {Name["over"]} over */
export function derivative(name, over) {
  return makeName(name.letter, name.index, over);
}

/**
 * A form with #1, #2, ... replaced at once, whatever the parts hold.
 * @param {string} form @param {...string} parts @returns {string}
 */
export function filled(form, ...parts) {
  const [first, ...rest] = form.split("#");
  return first + rest.map((piece) => parts[Number(piece[0]) - 1] + piece.slice(1)).join("");
}

/** @param {string} form @param {string} part */
const put = (form, part) => form.split("#").join(part);

/**
 * A name in a style, with the number of its data point (from 0) where one is given.
 * @param {Name} name @param {Style} style @param {Record<string, string>} greek @param {number | null} [point]
 * @returns {string}
 */
export function writeName(name, style, greek, point = null) {
  const at = point === null ? "" : put(style.point, String(point + 1));
  if (style.codes) return name.text + at;
  const plain = makeName(name.letter, name.index);
  if (name.over) {
    const of = makeName(name.over === "J" ? "J" : "L");
    return filled(style.partial, set(of, style, greek, at), set(plain, style, greek, ""));
  }
  const fresh = name.mark === "new" ? style.new : "";
  const base = name.memory
    ? scripts(put(style.letter, name.memory), set(plain, style, greek, ""), fresh, style)
    : set(plain, style, greek, at + fresh);
  return name.mark === "hat" ? put(style.hat, base) : base;
}

const LAYERED = /^(.*?[^\d_])(\d+)_$/;

/** Whether the letter names its layer: w2_. @param {Name} name */
export const isLayered = (name) => LAYERED.test(name.letter);

/** @param {Name} name @param {Style} style @param {Record<string, string>} greek @param {string} above */
function set(name, style, greek, above) {
  const found = LAYERED.exec(name.letter);
  const letter = found ? found[1] : name.letter;
  const over = (found ? put(style.layer, found[2]) : "") + above;
  const known = Object.hasOwn(greek, letter);
  const form = known ? style.greek : [...letter].length === 1 && letter !== "_" ? style.letter : style.word;
  const shown = known && style.name === "mathml" ? greek[letter] : known ? letter : letter.replaceAll("_", " ");
  return scripts(put(form, shown), name.index ? put(style.number, name.index) : "", over, style);
}

/** @param {string} base @param {string} below @param {string} above @param {Style} style */
function scripts(base, below, above, style) {
  const form = below && above ? style.both : below ? style.under : above ? style.over : "#1";
  return filled(form, base, below, above);
}
