/** What stands on paper only: start, theta, data and rate, which on the screen are fields and buttons. */

import { rateSentence } from "../core/bound.js";
import { exact } from "../core/figure.js";
import { seedText } from "../core/record.js";
import { h, setText } from "../dom.js";

/** @param {import("../session.js").Session} session @returns {import("../session.js").View} */
export function paperView(session) {
  const { lab } = session;
  const start = h("p", {}), descent = h("p", {}), bound = h("p", { class: "answer" }), theta = h("p", {}), data = h("p", {});
  const el = h("section", { class: "panel paper", "aria-label": "What was run" }, start, descent, bound, theta, data);
  return {
    el,
    update() {
      const { state } = session, { seed } = state;
      setText(start, seed ? `Start ${seedText(seed)}, drawn from ${state.start}.` : "A start by hand.");
      setText(descent, `${state.method}, rate ${exact(state.rate)}, ${state.steps} steps. Shown: step ${state.at}, data point ${state.point + 1}.`);
      setText(bound, rateSentence(state.rate, session.bound));
      setText(theta, session.veiled ? "theta there: hidden" : `theta there: ${lab.parameters.map((name, i) => `${name.text} = ${exact(session.theta[i])}`).join(", ")}`);
      setText(data, state.x.map((row, p) => `Point ${p + 1}: x = (${row.map(exact).join(", ")}), y = (${state.y[p].map(exact).join(", ")})`).join("; "));
    },
  };
}
