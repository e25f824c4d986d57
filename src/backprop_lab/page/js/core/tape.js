/**
 * A list of trees as one row of operations on a register file: no tree is walked twice, nothing is
 * allocated while it runs. The order of the operations is the trees' own, so that the bits are those
 * of Python's evaluation. `runAlong` carries a derivative in one direction through the same row.
 */

const ADD = 0, SUB = 1, MUL = 2, DIV = 3, RELU = 4, STEP = 5, LEAKY = 6, LEAKY_SLOPE = 7, TANH = 8,
  SIGMOID = 9, SOFTPLUS = 10, EXP = 11, LOG = 12, SQRT = 13, MAX = 14;

/** @type {Record<string, number>} */
const CODES = {
  add: ADD, sub: SUB, mul: MUL, div: DIV, relu: RELU, step: STEP, leaky: LEAKY, leaky_slope: LEAKY_SLOPE,
  tanh: TANH, sigmoid: SIGMOID, softplus: SOFTPLUS, exp: EXP, log: LOG, sqrt: SQRT, max: MAX,
};

/** @typedef {{ rows: Int32Array, size: number, slots: Map<string, number>, constants: [number, number][] }} Tape */

/** Collects trees; `finish` gives the tape. */
export class TapeMaker {
  constructor() {
    /** @type {number[]} */
    this.rows = [];
    this.size = 0;
    /** @type {Map<string, number>} */
    this.slots = new Map();
    /** @type {Map<number, number>} */
    this.constants = new Map();
  }

  /** A register that is filled from outside. @param {string} code @returns {number} */
  input(code) {
    this.slots.set(code, this.size);
    return this.size++;
  }

  /** A register for the value of a tree. @param {string} code @param {Tree} tree @returns {number} */
  define(code, tree) {
    const slot = this.place(tree);
    this.slots.set(code, slot);
    return slot;
  }

  /** @returns {Tape} */
  finish() {
    const constants = [...this.constants].map(([value, slot]) => /** @type {[number, number]} */ ([slot, value]));
    return { rows: Int32Array.from(this.rows), size: this.size, slots: this.slots, constants };
  }

  /** @param {Tree} tree @returns {number} */
  place(tree) {
    if (tree.kind === "number") return this.constant(tree.value);
    if (tree.kind === "name") return this.known(tree.name.code);
    if (tree.operation === "total") return this.known(totalOf(tree.args[0]));
    const places = tree.args.map((arg) => this.place(arg));
    if (tree.operation === "square") return this.row(MUL, places[0], places[0]);
    const code = CODES[tree.operation];
    if (places.length === 1) return this.row(code, places[0], 0);
    return places.slice(1).reduce((left, right) => this.row(code, left, right), places[0]);
  }

  /** @param {string} code */
  known(code) {
    const slot = this.slots.get(code);
    if (slot === undefined) throw new Error(`the derivation reads ${code} before it is there`);
    return slot;
  }

  /** @param {number} value */
  constant(value) {
    const known = this.constants.get(value);
    if (known !== undefined) return known;
    this.constants.set(value, this.size);
    return this.size++;
  }

  /** @param {number} code @param {number} a @param {number} b */
  row(code, a, b) {
    this.rows.push(code, this.size, a, b);
    return this.size++;
  }
}

/** Under what the sum over the points of a name is found. @param {Tree} tree @returns {string} */
export function totalOf(tree) {
  return tree.kind === "name" ? `total ${tree.name.code}` : "";
}

/** A register file with the constants in place. @param {Tape} tape */
export function registers(tape) {
  const file = new Float64Array(tape.size);
  for (const [slot, value] of tape.constants) file[slot] = value;
  return file;
}

/** @param {number} a */
const sigmoid = (a) => {
  const small = Math.exp(-Math.abs(a));
  return (a >= 0 ? 1 : small) / (1 + small);
};

/** Work out every row. @param {Int32Array} rows @param {Float64Array} r */
export function run(rows, r) {
  for (let i = 0; i < rows.length; i += 4) {
    const to = rows[i + 1], a = r[rows[i + 2]], b = r[rows[i + 3]];
    switch (rows[i]) {
      case ADD: r[to] = a + b; break;
      case SUB: r[to] = a - b; break;
      case MUL: r[to] = a * b; break;
      case DIV: r[to] = a / b; break;
      case RELU: r[to] = a < 0 ? 0 : a; break;
      case STEP: r[to] = a > 0 ? 1 : a <= 0 ? 0 : a; break;
      case LEAKY: r[to] = a > 0 ? a : b * a; break;
      case LEAKY_SLOPE: r[to] = a > 0 ? 1 : a <= 0 ? b : a; break;
      case TANH: r[to] = Math.tanh(a); break;
      case SIGMOID: r[to] = sigmoid(a); break;
      case SOFTPLUS: r[to] = (a < 0 ? 0 : a) + Math.log1p(Math.exp(-Math.abs(a))); break;
      case EXP: r[to] = Math.exp(a); break;
      case LOG: r[to] = Math.log(a); break;
      case SQRT: r[to] = Math.sqrt(a); break;
      case MAX: r[to] = b > a || b !== b ? b : a; break;
    }
  }
}

/**
 * The derivative of every register along one direction: `d` holds it for the inputs and gets the rest.
 * At a kink it is that of the piece whose slope the trees take there; if `ahead`, of the piece that is entered.
 * @param {Int32Array} rows @param {Float64Array} r the values, worked out @param {Float64Array} d @param {boolean} [ahead]
 */
export function runAlong(rows, r, d, ahead = false) {
  for (let i = 0; i < rows.length; i += 4) {
    const to = rows[i + 1], p = rows[i + 2], q = rows[i + 3], a = r[p], b = r[q];
    switch (rows[i]) {
      case ADD: d[to] = d[p] + d[q]; break;
      case SUB: d[to] = d[p] - d[q]; break;
      case MUL: d[to] = d[p] * b + a * d[q]; break;
      case DIV: d[to] = (d[p] - r[to] * d[q]) / b; break;
      case RELU: d[to] = a > 0 || (ahead && a === 0 && d[p] > 0) ? d[p] : 0; break;
      case LEAKY: d[to] = a > 0 || (ahead && a === 0 && d[p] > 0) ? d[p] : b * d[p]; break;
      case STEP: case LEAKY_SLOPE: d[to] = 0; break;
      case TANH: d[to] = (1 - r[to] * r[to]) * d[p]; break;
      case SIGMOID: d[to] = r[to] * (1 - r[to]) * d[p]; break;
      case SOFTPLUS: d[to] = sigmoid(a) * d[p]; break;
      case EXP: d[to] = r[to] * d[p]; break;
      case LOG: d[to] = d[p] / a; break;
      case SQRT: d[to] = d[p] / (2 * r[to]); break;
      case MAX: d[to] = b > a ? d[q] : d[p]; break;
    }
  }
}
