/** The lab's numbers at a theta: J, its gradient, every intermediate, the Hessian. All from the trees. */

import { TapeMaker, registers, run, runAlong } from "./tape.js";

/** One lab with its data points. Make a new one where data change. */
export class Engine {
  /** @param {Lab} lab @param {Data} data */
  constructor(lab, data) {
    this.lab = lab;
    this.data = data;
    this.size = lab.parameters.length;
    this.points = data.x.length;
    this.tape = pointTape(lab);
    this.sums = sumTape(lab);
    /** @type {Float64Array[]} A register file for each point. */
    this.files = data.x.map((x, p) => {
      const file = registers(this.tape);
      [...lab.inputs, ...lab.outputs].forEach((name, i) => { file[slot(this.tape, name.code)] = [...x, ...data.y[p]][i]; });
      return file;
    });
    this.sumFile = registers(this.sums);
    this.sumFile[slot(this.sums, "n")] = this.points;
    this.sumFile[slot(this.sums, "factor")] = lab.factor;
    this.partials = Int32Array.from(lab.parameters, (n) => slot(this.tape, `dL_d${n.code}`));
    this.loss = slot(this.tape, "L");
    this.spare = new Float64Array(this.size);
    this.along = new Float64Array(this.tape.size);
  }

  /**
   * J at theta, and its gradient in `gradient`.
   * @param {ArrayLike<number>} theta @param {Float64Array} gradient @returns {number}
   */
  evaluate(theta, gradient) {
    const { files, tape, partials, size } = this;
    let total = 0;
    for (let p = 0; p < files.length; p++) {
      const file = files[p];
      for (let i = 0; i < size; i++) file[i] = theta[i];
      run(tape.rows, file);
      total = p ? total + file[this.loss] : file[this.loss];
      for (let i = 0; i < size; i++) gradient[i] = p ? gradient[i] + file[partials[i]] : file[partials[i]];
    }
    for (let i = 0; i < size; i++) gradient[i] = this.weigh(gradient[i]);
    return this.weigh(total);
  }

  /** J alone. @param {ArrayLike<number>} theta @returns {number} */
  value(theta) {
    return this.evaluate(theta, this.spare);
  }

  /** What a sum over the points counts in J: times the factor, over n for a mean. @param {number} total */
  weigh(total) {
    if (!this.sums.rows.length) return total;
    this.sumFile[0] = total;
    run(this.sums.rows, this.sumFile);
    return this.sumFile[this.sums.size - 1];
  }

  /** The value of a name at a point, at the theta that was evaluated last. @param {string} code @param {number} point */
  at(code, point) {
    return this.files[point][slot(this.tape, code)];
  }

  /**
   * The derivative of every register of point p along v, at the theta that was evaluated last.
   * @param {ArrayLike<number>} v @param {number} p @returns {Float64Array} overwritten by the next call
   */
  pointAlong(v, p) {
    for (let i = 0; i < this.size; i++) this.along[i] = v[i];
    runAlong(this.tape.rows, this.files[p], this.along);
    return this.along;
  }

  /** The Hessian of J at theta, row by row, made symmetric. @param {ArrayLike<number>} theta @returns {Float64Array} */
  hessian(theta) {
    const { size, partials } = this;
    this.value(theta);
    const h = new Float64Array(size * size), v = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      v[i] = 1;
      for (let p = 0; p < this.points; p++) {
        const d = this.pointAlong(v, p);
        for (let j = 0; j < size; j++) h[i * size + j] += d[partials[j]];
      }
      v[i] = 0;
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) h[i * size + j] = h[j * size + i] = this.weigh((h[i * size + j] + h[j * size + i]) / 2);
    }
    return h;
  }
}

/** @param {import("./tape.js").Tape} tape @param {string} code @returns {number} */
export function slot(tape, code) {
  const found = tape.slots.get(code);
  if (found === undefined) throw new Error(`no number is called ${code}`);
  return found;
}

/** Parameters first, so that theta is copied to the front; then the data, then the steps. @param {Lab} lab */
function pointTape(lab) {
  const maker = new TapeMaker();
  for (const name of [...lab.parameters, ...lab.inputs, ...lab.outputs]) maker.input(name.code);
  for (const step of lab.point) maker.define(step.name.code, step.tree);
  return maker.finish();
}

/** What is done to a sum over the points, the same for J and for each of its derivatives. @param {Lab} lab */
function sumTape(lab) {
  const maker = new TapeMaker();
  maker.input("total L");
  maker.input("n");
  maker.input("factor");
  maker.define("J", lab.sum[0].tree);
  return maker.finish();
}
