/** Changes that a person makes by hand, each as one change of the state. */

/** @typedef {import("./session.js").Session} Session */

/**
 * Parameter i set to a value: a new descent begins at the theta that is looked at, with that change. Not where that
 * theta is hidden: it would become a start, which is given. Then one sentence says so.
 * @param {Session} session @param {number} i @param {number} value @returns {string | void}
 */
export function setParameter(session, i, value) {
  if (session.veiled) return `Theta at step ${session.state.at} is hidden; it can be changed at step 0.`;
  const theta = [...session.theta];
  theta[i] = value;
  session.set({ theta, seed: null, at: 0 });
}

/** @param {Session} session @param {"x" | "y"} which @param {number} point @param {number} i @param {number} value */
export function setDatum(session, which, point, i, value) {
  const rows = session.state[which].map((row) => [...row]);
  rows[point][i] = value;
  session.set({ [which]: rows });
}

/** Where one is in the story of operations: all are known where the cursor is at none. @param {Session} session */
export function known(session) {
  const { cursor } = session.state;
  if (session.secret) return () => false;
  if (cursor < 0) return () => true;
  const places = storyPlaces(session.story), last = session.hidden ? cursor - 1 : cursor;
  /** @param {string} code @param {number | null} [point] */
  return (code, point = null) => (places.get(keyOf(code, point)) ?? -1) <= last;
}

/** @type {WeakMap<Step[], Map<string, number>>} */
const placed = new WeakMap();

/** The place of each number in the story. @param {Step[]} story @returns {Map<string, number>} */
function storyPlaces(story) {
  let places = placed.get(story);
  if (!places) {
    places = new Map(story.map((step, i) => [keyOf(step.name.code, step.point), i]));
    placed.set(story, places);
  }
  return places;
}

/** @param {string} code @param {number | null} point */
const keyOf = (code, point) => (point === null ? code : `${code} ${point}`);

/** One operation on or back, over the border of a state where there is one. @param {Session} session @param {1 | -1} by */
export function stepOperation(session, by) {
  const { state, story, history } = session;
  let { at, cursor } = state;
  if (cursor < 0) cursor = by > 0 ? -1 : story.length;
  cursor += by;
  if (cursor >= story.length) {
    if (at >= history.last) return void session.set({ cursor: state.predict ? state.cursor : -1 });
    at += 1;
    cursor = 0;
  } else if (cursor < 0) {
    if (at === 0) return;
    at -= 1;
    cursor = story.length - 1;
  }
  goTo(session, cursor, at);
}

/** To an operation, and to the data point that it is about. @param {Session} session @param {number} cursor @param {number} [at] */
export function goTo(session, cursor, at = session.state.at) {
  const point = session.story[cursor].point ?? session.state.point;
  session.set({ cursor, at, point });
}

/** To a state of the descent. @param {Session} session @param {number} at */
export function goToState(session, at) {
  session.set({ at, cursor: -1 });
}
