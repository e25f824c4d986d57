/** The sign that something is being worked out that takes a while, and how much of it is done. */

import { attribute, h, setText } from "../dom.js";

/** @param {import("../session.js").Session} session @param {HTMLElement} root */
export function waitView(session, root) {
  const told = h("span", { role: "status" }), bar = h("progress", { max: 1, "aria-label": "Share of the steps that is worked out" });
  const el = h("div", { class: "panel row wait", hidden: true }, told, bar);
  session.watch((work) => {
    attribute(el, "hidden", work === null);
    for (const part of root.querySelectorAll(":scope > .stage, :scope > .folds")) attribute(part, "aria-busy", work ? "true" : null);
    if (work) bar.value = work.share;
    setText(told, work ? `Working out ${work.steps} steps over ${session.state.x.length} points ...` : "");
  });
  return el;
}
