/** What the page is about: the state, and everything that follows from it, worked out when it is asked for. */

import { explainOutcome } from "./core/cause.js";
import { stabilityBound } from "./core/bound.js";
import { valuesAt } from "./core/descent.js";
import { Engine } from "./core/engine.js";
import { atPoint, writtenOut } from "./core/lab.js";
import { readMethod } from "./core/method.js";
import { seedText } from "./core/record.js";
import { sharpnessAlong } from "./core/sharpness.js";
import { isRun } from "./core/state.js";
import { makeWork } from "./core/work.js";

/** Descents of up to so many operations are worked out at once, longer ones for so many milliseconds at a time. */
const AT_ONCE = 3e6, TURN = 24;
/** The sharpness of so few parameters, states and operations is worked out at once, else a few states at a time. */
const FEW = 30, SHORT = 2000, LIGHT = 1e7;

/** @typedef {ReturnType<typeof makeSession>} Session */
/** @typedef {{ el: HTMLElement, update: () => void }} View */

/**
 * A session: `state`, `set` to change it, `subscribe` to hear of changes. What follows from the state
 * (`history`, `outcome`, ...) is kept until something that it depends on changes. Where much follows, `watch`
 * hears of the work first, and the change is told when it is done; who asks before gets the whole at once.
 * @param {Lab} lab @param {State} first
 */
export function makeSession(lab, first) {
  let state = tidy(first, first);
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {Set<(text: string) => void>} */
  const ears = new Set();
  /** The numbers and the operation in which one was predicted, or shown. @type {[Values | null, number]} */
  let revealed = [null, -1];
  const tell = () => listeners.forEach((listener) => listener());
  /** @type {Set<(work: { steps: number, share: number } | null) => void>} */
  const watchers = new Set();
  let timer = 0, player = () => {};

  const engine = memo(() => new Engine(lab, { x: state.x, y: state.y }), () => [state.x, state.y]);
  const method = memo(() => /** @type {Method} */ (readMethod(state.method)), () => [state.method]);
  const recorded = () => (lab.recorded && isRun(first, state) ? lab.recorded : null);
  const work = memo(() => makeWork(engine(), method(), state, recorded()?.thetas), () => [engine(), method(), state.rate, state.steps, state.theta]);
  const history = () => {
    const made = work().history;
    if (state.at > made.last) state = { ...state, at: made.last };
    return made;
  };
  /** The work of runs that were kept, on the data of now. @type {() => WeakMap<Kept, import("./core/work.js").Work>} */
  const begun = memo(() => new WeakMap(), () => [engine()]);
  const keptWork = (/** @type {Kept} */ run) => {
    const made = begun().get(run) ?? makeWork(engine(), /** @type {Method} */ (readMethod(run.method)), run);
    begun().set(run, made);
    return made;
  };
  /** @type {Float64Array | null} */
  let latest = null;
  const sharpness = memo(() => (latest = along(engine(), history(), tell, (found) => found === latest && !work().left)), () => [history()]);
  const outcome = memo(() => explainOutcome(engine(), history(), method(), state.rate, lab.fit), () => [history()]);
  const bound = memo(() => stabilityBound(lab, engine().data, method()), () => [engine(), method()]);
  const story = memo(() => tellStory(lab, state.x.length, method().name), () => [state.x.length, method().name]);
  const values = memo(
    () => valuesAt(engine(), method(), state.rate, history().thetas[state.at], history().memories[state.at]),
    () => [history(), state.at],
  );
  const kept = memo(() => state.kept.map((run) => keptRun(lab, engine(), run, keptWork(run).history)), () => [state.kept, engine()]);

  /** Tell what follows from the state: now where little is left to be worked out, else after turns of which the watchers hear. */
  const proceed = () => {
    clearTimeout(timer);
    timer = 0;
    const works = [work(), ...state.kept.map(keptWork)], open = works.filter((one) => one.left);
    const sum = (/** @type {(one: import("./core/work.js").Work) => number} */ of, all = works) => all.reduce((total, one) => total + of(one), 0);
    if (sum((one) => one.left) <= AT_ONCE) {
      history();
      watchers.forEach((watcher) => watcher(null));
      return tell();
    }
    const told = { steps: sum((one) => one.steps, open), share: sum((one) => one.at) / sum((one) => one.steps) };
    watchers.forEach((watcher) => watcher(told));
    timer = setTimeout(() => {
      const until = performance.now() + TURN;
      open.every((one) => one.go(until));
      proceed();
    }, 0);
  };

  return {
    lab,
    get state() { return state; },
    get engine() { return engine(); },
    get method() { return method(); },
    /** The descent from the state's theta. */
    get history() { return history(); },
    /** Where its states come from, where they were made elsewhere; else empty. */
    get whence() { return recorded()?.told ?? ""; },
    /** Its sharpness at every state, NaN where that is not worked out yet. */
    get sharpness() { return sharpness(); },
    get outcome() { return outcome(); },
    get bound() { return bound(); },
    /** Every operation of one step of the descent, in order: each point's, the sum, the update. */
    get story() { return story(); },
    /** Every number at the state that is looked at. */
    get values() { return values(); },
    /** theta at the state that is looked at. */
    get theta() { return timer && state.at === 0 ? Float64Array.from(state.theta) : history().thetas[state.at]; },
    /** The runs that were kept, on the data of now. */
    get kept() { return kept(); },
    /** Whether the number of the operation that is told is still to be predicted. */
    get hidden() {
      return state.predict && state.cursor >= 0 && (revealed[0] !== values() || revealed[1] !== state.cursor);
    },
    /** Whether a class is not to see the numbers. */
    get secret() { return state.hide.includes("answers"); },
    /** Whether that holds for theta too: it is given at the start, and worked out at every later state. */
    get veiled() { return state.at > 0 && state.hide.includes("answers"); },
    /** Show the number that was to be predicted. */
    reveal() {
      revealed = [values(), state.cursor];
      tell();
    },
    /** @param {Partial<State>} patch */
    set(patch) {
      state = tidy({ ...state, ...patch }, state);
      proceed();
    },
    /** Tell what is, as after a change. */
    refresh: proceed,
    /** Whether a change is still to be told, as what follows from it is being worked out. */
    get busy() { return timer !== 0; },
    /** Hear of work that takes long, and how much of it is done; null: there is none any more. @param {(work: { steps: number, share: number } | null) => void} watcher */
    watch(watcher) { watchers.add(watcher); },
    /** @param {() => void} listener @returns {() => void} ends it */
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Begin to play: who played before is paused. @param {() => void} pause */
    play(pause) {
      const before = player;
      player = pause;
      if (before !== pause) before();
    },
    /** Say a sentence to who listens rather than looks. @param {string} text */
    say(text) { ears.forEach((ear) => ear(text)); },
    /** @param {(text: string) => void} ear */
    hear(ear) { ears.add(ear); },
  };
}

/**
 * A value that is kept until one of what it depends on is another.
 * @template T @param {() => T} make @param {() => any[]} on @returns {() => T}
 */
function memo(make, on) {
  /** @type {any[] | null} */
  let before = null;
  /** @type {T} */
  let value;
  return () => {
    const now = on();
    if (!before || now.some((item, i) => item !== /** @type {any[]} */ (before)[i])) {
      value = make();
      before = now;
    }
    return value;
  };
}

/** The state with its places inside what there is. @param {State} next @param {State} before @returns {State} */
function tidy(next, before) {
  const point = Math.max(0, Math.min(next.point, next.x.length - 1)), at = Math.max(0, Math.min(next.at, next.steps));
  const moved = next.x.length !== before.x.length || next.method !== before.method;
  const cursor = moved ? -1 : next.cursor;
  const from = next.seed ? seedText(next.seed) : next.view.from, plane = Math.min(next.view.plane, next.steps);
  const view = plane === next.view.plane && from === next.view.from ? next.view : { ...next.view, plane, from };
  // Who predicts goes from operation to operation; there is no state in which all are done.
  return { ...next, at, point, view, cursor: next.predict ? Math.max(0, cursor) : cursor };
}

/** @param {Lab} lab @param {number} points @param {string} method @returns {Step[]} */
function tellStory(lab, points, method) {
  const each = Array.from({ length: points }, (_, p) => lab.point.map((step) => atPoint(step, p, lab))).flat();
  const sum = lab.sum.map((step) => ({ ...step, tree: writtenOut(step.tree, points, lab) }));
  return [...each, ...sum, ...lab.update[method]];
}

/** @param {Lab} lab @param {Engine} engine @param {Kept} run @param {Descent} history */
function keptRun(lab, engine, run, history) {
  const method = /** @type {Method} */ (readMethod(run.method));
  const outcome = explainOutcome(engine, history, method, run.rate, lab.fit);
  return { run, method, history, outcome };
}

/** @param {Engine} engine @param {Descent} history @param {() => void} tell @param {(found: Float64Array) => boolean} wanted whether it is still asked for */
function along(engine, history, tell, wanted) {
  const found = new Float64Array(history.last + 1).fill(NaN), operations = found.length * engine.size * engine.points * engine.tape.rows.length / 4;
  if (engine.size <= FEW && history.last <= SHORT && operations <= LIGHT) {
    sharpnessAlong(engine, history, found);
    return found;
  }
  const go = (/** @type {number} */ from) => {
    if (!wanted(found)) return;
    const started = performance.now();
    let t = from;
    while (t <= history.last && performance.now() - started < 12) sharpnessAlong(engine, history, found, t, ++t);
    if (t <= history.last) setTimeout(() => go(t), 0);
    else tell();
  };
  setTimeout(() => go(0), 0);
  return found;
}
