/** One step of a method, from its trees: the next theta and what the method remembers. */

import { makeName } from "./name.js";
import { TapeMaker, registers, run } from "./tape.js";

/** A method of a lab with its rate. */
export class Updater {
  /** @param {Lab} lab @param {Method} method @param {number} rate */
  constructor(lab, method, rate) {
    const steps = lab.update[method.name];
    const shared = steps.filter((step) => step.parameter === null);
    const first = steps.filter((step) => step.parameter === 0);
    const name = lab.parameters[0];
    /** The letters of what is remembered of each parameter; @ stands for it. @type {string[]} */
    this.letters = [];
    /** @type {string[]} */
    this.shared = [];
    for (const code of Object.keys(lab.memory[method.name])) {
      if (code.includes("@")) this.letters.push(code.slice(0, code.indexOf("_")));
      else this.shared.push(code);
    }
    const maker = new TapeMaker();
    for (const code of ["rate", ...shareNames(method), ...this.shared]) maker.input(code);
    maker.input(name.code);
    maker.input(`dJ_d${name.code}`);
    for (const letter of this.letters) maker.input(`${letter}_${name.code}`);
    for (const step of [...shared, ...first]) maker.define(step.name.code, step.tree);
    this.tape = maker.finish();
    this.file = registers(this.tape);
    const slot = (/** @type {string} */ code) => /** @type {number} */ (this.tape.slots.get(code));
    this.file[slot("rate")] = rate;
    shareNames(method).forEach((code, i) => { this.file[slot(code)] = method.numbers[i]; });
    this.from = { theta: slot(name.code), gradient: slot(`dJ_d${name.code}`), kept: this.letters.map((l) => slot(`${l}_${name.code}`)) };
    this.to = {
      theta: slot(`${name.code}_new`),
      kept: this.letters.map((l) => slot(makeName(name.letter, name.index, "", "new", l).code)),
    };
    this.sharedFrom = this.shared.map(slot);
    this.sharedTo = this.shared.map((code) => slot(`${code}_new`));
    this.start = lab.memory[method.name];
  }

  /** What is remembered before the first step. @param {number} size @returns {Memory} */
  init(size) {
    const arrays = Object.fromEntries(this.letters.map((letter) => [letter, new Float64Array(size)]));
    return { arrays, shared: Object.fromEntries(this.shared.map((code) => [code, this.start[code]])) };
  }

  /**
   * @param {Float64Array} theta @param {Float64Array} gradient @param {Memory} memory
   * @returns {{ theta: Float64Array, memory: Memory }}
   */
  next(theta, gradient, memory) {
    const { file, tape, from, to, letters } = this;
    const moved = new Float64Array(theta.length);
    const arrays = Object.fromEntries(letters.map((letter) => [letter, new Float64Array(theta.length)]));
    this.shared.forEach((code, i) => { file[this.sharedFrom[i]] = memory.shared[code]; });
    for (let i = 0; i < theta.length; i++) {
      file[from.theta] = theta[i];
      file[from.gradient] = gradient[i];
      for (let k = 0; k < letters.length; k++) file[from.kept[k]] = memory.arrays[letters[k]][i];
      run(tape.rows, file);
      moved[i] = file[to.theta];
      for (let k = 0; k < letters.length; k++) arrays[letters[k]][i] = file[to.kept[k]];
    }
    const shared = Object.fromEntries(this.shared.map((code, i) => [code, file[this.sharedTo[i]]]));
    return { theta: moved, memory: { arrays, shared } };
  }
}

/** What the trees call a method's own numbers. @param {Method} method @returns {string[]} */
export function shareNames(method) {
  return { 0: [], 1: ["beta"], 3: ["beta1", "beta2", "epsilon"] }[method.numbers.length] ?? [];
}
