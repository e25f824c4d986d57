/** Plays the states of the descent one after another, as fast as was asked for, until something else is done. */

import { goToState } from "../edit.js";

/** A page that was out of sight does not make up for more than so many seconds. */
const CATCH_UP = 0.5;

/** @param {import("../session.js").Session} session @param {() => void} changed hears when playing begins and ends @param {() => void} rests hears when it has ended as was meant */
export function makePlayer(session, changed, rests) {
  let frame = 0, before = 0, due = 0, expected = 0;
  /** @type {Descent | null} */
  let descent = null;
  const pause = () => {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    changed();
  };
  const stop = () => { pause(); rests(); };
  const tick = (/** @type {number} */ now) => {
    if (session.busy) return pause();
    frame = requestAnimationFrame(tick);
    due += Math.min(CATCH_UP, Math.max(0, now - before) / 1000) * session.state.view.speed;
    before = now;
    const steps = Math.floor(due), { last } = session.history;
    due -= steps;
    if (steps) goToState(session, expected = Math.min(last, session.state.at + steps));
    if (frame && session.state.at >= last) stop();
  };
  const play = () => {
    const { last } = session.history;
    if (last === 0) return session.say("The descent has no step to play.");
    expected = session.state.at < last ? session.state.at : 0;
    session.play(pause);
    descent = session.history;
    before = performance.now();
    due = 0;
    frame = requestAnimationFrame(tick);
    goToState(session, expected);
    changed();
    session.say("Playing the descent.");
  };
  return {
    get playing() { return frame !== 0; },
    pause,
    toggle: () => (frame ? stop() : play()),
    /** After a change of the state: pause where it was not this player's, but let one look elsewhere. @param {boolean} there */
    heed(there) {
      const { state, history } = session;
      if (frame && (!there || history !== descent || state.at !== expected || state.cursor !== -1)) pause();
    },
  };
}
