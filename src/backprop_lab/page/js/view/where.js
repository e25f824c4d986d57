/** The address of the page: its hash is the state, both ways. */

import { fromHash, toHash } from "../core/hash.js";
import { button, fill, h } from "../dom.js";

/** The address follows when nothing has changed for so many milliseconds. */
const REST = 250;

/**
 * Take the state from the address, now and whenever another hash is put there, and keep the address at the
 * state. What cannot be used is told at the top of `root`, and the page stays as it is.
 * @param {import("../session.js").Session} session @param {HTMLElement} root @param {State} first @returns {() => void} ends it
 */
export function bindHash(session, root, first) {
  const box = h("div", { class: "panel lost", role: "alert" });
  let seen = session.state, timer = 0;
  const told = (/** @type {string} */ sentence) => {
    if (!sentence) return box.remove();
    const afresh = button("Start afresh", () => { box.remove(); restore(session, first); write(); });
    fill(box, h("p", {}, `${sentence} The page stays as it was.`), h("div", { class: "row" }, afresh, button("Close", () => box.remove())));
    root.prepend(box);
  };
  const take = () => {
    const hash = location.hash;
    if (hash === toHash(session.lab, session.state, first)) return told("");
    const state = hash.length > 1 ? fromHash(session.lab, hash, first) : first;
    told(typeof state === "string" ? state : "");
    if (typeof state !== "string") restore(session, state);
    seen = session.state;
  };
  const write = () => {
    clearTimeout(timer);
    timer = 0;
    seen = session.state;
    setHash(toHash(session.lab, seen, first));
  };
  if (location.hash.length > 1) take();
  const end = session.subscribe(() => {
    if (session.state === seen) return;
    clearTimeout(timer);
    timer = setTimeout(write, REST);
  });
  const leave = () => { if (timer) write(); };
  addEventListener("hashchange", take);
  addEventListener("pagehide", leave);
  return () => { end(); clearTimeout(timer); removeEventListener("hashchange", take); removeEventListener("pagehide", leave); };
}

/** Make a state the session's, the operation that is told included. @param {import("../session.js").Session} session @param {State} state */
export function restore(session, state) {
  session.set(state);
  if (session.state.cursor !== state.cursor) session.set({ cursor: state.cursor });
}

/** Another hash without another entry in the history, where the browser lets us. @param {string} hash */
function setHash(hash) {
  if (hash === location.hash) return;
  try {
    history.replaceState(history.state, "", hash);
  } catch {
    location.replace(location.href.split("#")[0] + hash);
  }
}
